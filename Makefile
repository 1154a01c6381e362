# `make help` lists what can be typed; the recipes live in scripts/.
MAKEFLAGS += --no-builtin-rules
SHELL := bash
PORT ?= 8080
export PORT

# FLOWT=/another/binary runs that one instead of building.
FLOWT ?= .build/release/flowt
VENV := .flowt/venv/.ready

PACKAGES := $(addprefix packages-, build database run test web python lint bench)

# What a recipe needs installed stands before what needs it to build.
.NOTPARALLEL:
.PHONY: help run build test bench bi-example fmt lint psql migrate demo stop clean reset $(PACKAGES)

help: ## mostra esta ajuda
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: packages-run $(FLOWT) ## instala o que falta, cria o banco, carrega a demonstração e sobe o servidor (PORT, DATABASE_URL)
	@scripts/run.sh $(FLOWT)

build: $(FLOWT) ## compila o servidor em modo release

# The browser is large, so only the part that needs it brings it.
test: packages-test $(if $(PARTS),$(if $(filter web,$(PARTS)),packages-web),packages-web) $(VENV) ## roda todos os testes; PARTS="swift sql http web" escolhe quais
	@Tests/run $(PARTS)

bench: packages-bench $(FLOWT) $(VENV) ## mede o desempenho e compara com as metas
	@.flowt/venv/bin/python bench/run

# Superset is too large for the tests' own environment: its own is .flowt/superset.
bi-example: packages-run $(VENV) ## lê os números da demonstração (make run) com pandas e Apache Superset, como login de BI
	@scripts/bi_example.sh

fmt: $(VENV) ## formata Swift e Python
	swift format format --in-place --recursive --parallel Package.swift Sources Tests
	.flowt/venv/bin/ruff format --quiet .

lint: packages-lint $(VENV) ## confere formato e estilo de Swift, shell e Python
	@scripts/lint.sh

psql: packages-database ## abre o psql no banco de desenvolvimento
	@psql "$$(scripts/database_url.sh)"

migrate: packages-run $(FLOWT) ## aplica as migrações no banco de desenvolvimento
	@DATABASE_URL="$$(scripts/database_url.sh)" $(FLOWT) migrate

demo: migrate ## carrega de novo os dados de demonstração
	@scripts/demo.sh "$$(scripts/database_url.sh)" again

stop: ## encerra o servidor e o banco de desenvolvimento
	@scripts/stop.sh

clean: ## apaga o que foi compilado; os dados ficam
	rm -rf .build .flowt/venv .flowt/superset

reset: ## apaga o banco de desenvolvimento (exige CONFIRMA=sim)
	@[ "$(CONFIRMA)" = sim ] || { echo "Isto apaga todos os dados de .flowt/pg. Para confirmar: make reset CONFIRMA=sim"; exit 1; }
	@scripts/stop.sh
	@scripts/cluster.sh remove .flowt/pg

$(PACKAGES): packages-%:
	@scripts/packages.sh $*

# Folders count too: they change when a file is added or removed. The touch is for builds that had nothing to link.
.build/release/flowt: Package.swift $(shell find Sources 2>/dev/null) | packages-build
	swift build -c release --product flowt --static-swift-stdlib
	@touch $@

$(VENV): Tests/requirements.txt | packages-python
	@rm -rf .flowt/venv
	@/usr/bin/python3 -m venv .flowt/venv
	@.flowt/venv/bin/pip install --quiet --requirement Tests/requirements.txt
	@touch $@
