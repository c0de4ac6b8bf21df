# CEC Guide. `make` alone lists what can be done.
.DEFAULT_GOAL := help
PY := .venv/bin/python
export PYTHON PYTHONPATH := .
export RASA_TELEMETRY_ENABLED := false

.PHONY: help setup setup-dev run train shell test check content content-review pathways evaluate measure-language dialogues adapt bench-nlu bench-start teams-package console-admin purge backup lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

setup: ## Make the environment (.venv) if it is missing or older than requirements.lock
	@sh scripts/setup.sh run

setup-dev: ## The same with what tests and checks need (requirements-dev.lock)
	@sh scripts/setup.sh dev

run: setup ## Set everything up, train if needed, start the assistant; Ctrl-C stops it
	@$(PY) -m scripts.run

train: setup ## Train the assistant, if its data changed (FORCE=1: in any case)
	@$(PY) -m scripts.train $(if $(FORCE),--force)

shell: setup ## Talk to the running assistant in the terminal
	@$(PY) -m scripts.shell

test: setup-dev train ## Run the whole test suite
	@$(PY) -m pytest

check: setup-dev ## Format, lint and type-check
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .
	@$(PY) -m mypy

content: setup ## Show the state of the content: words, examples, sources, reviews, warnings
	@$(PY) -m scripts.content

content-review: setup ## Word files in which people decide about the answers; READ="a.docx ...": read them back
	@$(PY) -m scripts.content_review $(READ) $(if $(FACTS),--facts $(FACTS))

pathways: setup ## Write docs/pathways.md: what the screening suggests in every kind of case
	@$(PY) -m scripts.pathways

evaluate: setup-dev train ## Measure the trained model; writes results/evaluation.md
	@$(PY) -m scripts.evaluate

measure-language: setup ## What redaction removes and the language check finds, by kind, on annotated texts
	@$(PY) -m scripts.measure_language

dialogues: setup train ## Play whole conversations against a started assistant; FILES="a.yml b.yml" for others
	@$(PY) -m scripts.dialogues $(FILES)

adapt: setup ## Adapt the sentence encoder to the examples again (needs Python 3.11, about half an hour)
	@sh scripts/adapt.sh

bench-nlu: setup-dev train ## Speed and memory of the understanding, beside Rasa's default pipeline
	@$(PY) -m scripts.bench_nlu $(if $(EPOCHS),--epochs $(EPOCHS)) $(if $(SELECTOR),--selector $(SELECTOR))

bench-start: setup train ## Time of a start, memory, sizes (CLEAN=1: also a clean copy to its first answer)
	@$(PY) -m scripts.bench_start $(if $(CLEAN),--clean)

teams-package: setup ## Build the Teams app package from the settings (docs/teams.md)
	@$(PY) -m scripts.teams_package

console-admin: setup ## Make the first administrator of the review console: make console-admin NAME=...
	@$(PY) -m scripts.review_admin $(NAME)

purge: setup ## Erase conversations older than CEC_RETENTION_DAYS now
	@$(PY) -m scripts.backup purge

backup: setup ## Make a back-up of the conversations (docs/privacy.md)
	@$(PY) -m scripts.backup make

lock: ## Resolve requirements.in and requirements-dev.in into their locks (needs uv; UPGRADE=1: newest versions)
	@UPGRADE=$(UPGRADE) sh scripts/lock.sh

clean: ## Remove the model, caches and logs; keeps the environment and the conversations
	rm -rf models results build .rasa .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
