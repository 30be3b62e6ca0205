# Each target calls a script, so that make is a convenience and not a need.

SHELL := bash
.PHONY: help run test lint format bench soak build clean
.DEFAULT_GOAL := help

help: ## show this
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## set up, build, and run the demo
	@script/run

test: ## set up, build, and run all tests
	@script/test

lint: ## check the form of sources and scripts
	@script/lint

format: ## put the Swift sources into form
	@. script/environment && swift format --in-place --parallel --recursive Sources Tests Package.swift

bench: ## run the benchmarks in a release build
	@script/bench

soak: ## run the long tests
	@script/soak

build: ## build the release program and print its path
	@script/build

clean: ## remove what was built
	@rm -rf .build
