import Glibc
import Reactor

ResourceUse.keepMemory()
exit(CommandTable.run(Array(CommandLine.arguments.dropFirst())).rawValue)
