"""A Dockerfile's steps without a container engine: each stage is a folder, its commands run in it.

What only a container has is left out by name (LEFT_OUT): the system user and the installation of uv, which is
there already. Absolute paths below the working directory become paths below the stage's folder. The context
is what `.dockerignore` lets in.
"""

import fnmatch
import json
import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

HOME = "/app"
LEFT_OUT = ("groupadd ", "pip install --no-cache-dir uv==")
KNOWN = ("ARG", "COPY", "RUN", "ENV", "WORKDIR", "USER", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "CMD")


@dataclass
class Stage:
    """A stage that was made: its folder, and what a container of it would be started with."""

    image: str
    folder: Path
    workdir: str = HOME
    env: dict[str, str] = field(default_factory=dict)
    user: str = ""
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)

    @property
    def root(self) -> Path:
        """What HOME is in this stage."""
        return self.folder / "app"

    @property
    def here(self) -> Path:
        """The working directory."""
        return self.folder / self.workdir.lstrip("/")

    def placed(self, text: str) -> str:
        """The text with paths in HOME as paths of this folder."""
        return re.sub(rf"(?<![\w.-]){HOME}(?=[/:\s\"]|$)", str(self.root), text)


@dataclass
class Build:
    """Makes the stages of a Dockerfile below `folder`; `done` maps commands to what they have made before."""

    dockerfile: Path
    folder: Path
    env: dict[str, str]
    done: dict[str, tuple[Path, str]] = field(default_factory=dict)
    stages: dict[str, Stage] = field(default_factory=dict)
    ran: list[str] = field(default_factory=list)

    def make(self) -> Stage:
        """Run all steps; the last stage."""
        stage: Stage | None = None
        for word, rest in instructions(self.dockerfile):
            if word == "FROM":
                image, _, name = rest.partition(" AS ")
                folder = self.folder / (name or "final")
                stage = self.stages[name or "final"] = Stage(image, folder)
                stage.root.mkdir(parents=True)
            elif stage is not None:
                self._step(stage, word, rest)
        assert stage is not None
        return stage

    def _step(self, stage: Stage, word: str, rest: str) -> None:
        assert word in KNOWN, f"{word} is not understood"
        if word == "WORKDIR":
            stage.workdir = rest
            stage.here.mkdir(parents=True, exist_ok=True)
        elif word == "ENV":
            for part in shlex.split(rest):
                name, _, value = part.partition("=")
                stage.env[name] = re.sub(r"\$RELEASE\b", "", stage.placed(value))
        elif word == "USER":
            stage.user = rest
        elif word == "COPY":
            self._copy(stage, rest.split())
        elif word == "RUN":
            self._run(stage, rest)
        elif word == "CMD":
            stage.command = json.loads(rest)
        elif word == "HEALTHCHECK":
            stage.health = json.loads(rest.partition("CMD ")[2])

    def _copy(self, stage: Stage, words: list[str]) -> None:
        source_of = None
        if words[0].startswith("--from="):
            source_of = self.stages[words.pop(0).removeprefix("--from=")]
        *sources, target = words
        into = stage.here / target
        for source in sources:
            found = self._found(source_of, source)
            if found.is_dir():
                shutil.copytree(found, into, dirs_exist_ok=True, symlinks=True)
            else:
                whole = into / found.name if target.endswith("/") else into
                whole.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(found, whole)

    def _found(self, stage: Stage | None, source: str) -> Path:
        if stage is not None:
            return stage.folder / source.lstrip("/")
        context = self.folder / "context"
        if not context.exists():
            copy_context(self.dockerfile.parent, context)
        return context / source

    def _run(self, stage: Stage, command: str) -> None:
        if command.startswith(LEFT_OUT):
            return
        if command in self.done:
            made, name = self.done[command]
            (stage.here / name).symlink_to(made)
            return
        self.ran.append(command)
        environment = {**self.env, **stage.env}
        environment["PATH"] = self.env["PATH"]
        placed = stage.placed(command)
        ended = subprocess.run(
            ["sh", "-c", placed], cwd=stage.here, env=environment, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, f"{command}\n{ended.stdout}{ended.stderr}"


def instructions(dockerfile: Path) -> list[tuple[str, str]]:
    """Each instruction and what follows it, continued lines joined, comments gone."""
    lines = [line for line in dockerfile.read_text().splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    found = []
    for line in joined.splitlines():
        if line.strip():
            word, _, rest = line.partition(" ")
            found.append((word, rest.strip()))
    return found


def copy_context(root: Path, context: Path) -> None:
    """What the builder is sent: every file that .dockerignore does not keep away; the last match decides."""
    rules = [
        line
        for line in (root / ".dockerignore").read_text().splitlines()
        if line.strip() and not line.startswith("#")
    ]

    def is_sent(path: str) -> bool:
        sent = True
        for rule in rules:
            if _matches(path, rule.removeprefix("!")):
                sent = rule.startswith("!")
        return sent

    for folder, names, files in os.walk(root):
        here = Path(folder).relative_to(root)
        names[:] = [name for name in names if is_sent(str(here / name)) and name != ".git"]
        for name in files:
            path = here / name
            if is_sent(str(path)):
                (context / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / path, context / path)


def _matches(path: str, rule: str) -> bool:
    """Whether a rule names the path or a folder above it."""
    parts = Path(path).parts
    above = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
    plain = rule.replace("**/", "")
    return any(
        fnmatch.fnmatch(name, rule) or ("**/" in rule and fnmatch.fnmatch(Path(name).name, Path(plain).name))
        for name in above
        if "/" not in plain or name.startswith(plain.split("/")[0])
        if plain != "*" or "/" not in name
    )
