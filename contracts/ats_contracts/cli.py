"""
The command line, `ats-sandbox`.

This file holds the grammar only: whatever a command needs is imported when it runs, so that
`--help` stays instant. Data goes to stdout, everything else to stderr, and no traceback to anybody.
"""

from __future__ import annotations

import signal
import sys
from typing import Any, NoReturn

import click

from ats_contracts import __version__

EXIT_INTERRUPTED, EXIT_INTERNAL, EXIT_USAGE, EXIT_INCONCLUSIVE = 2, 3, 4, 7
FORMATS = ("text", "json", "markdown", "html", "junit", "ndjson")
SEED = click.IntRange(0, 2**53 - 1)
TOPICS = ("checks", "capabilities", "providers", "assumptions", "defects")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="ats-sandbox")
@click.option("--debug", is_flag=True, help="Show the traceback of an internal error.")
@click.pass_context
def cli(context: click.Context, *, debug: bool) -> None:
    """Simulated ATS vendors, and a contract kit that proves a unified ATS API against them."""
    context.obj = {"debug": debug}


def _runs(command: Any) -> Any:
    """Add the options that every command which runs checks takes."""
    options = (
        click.argument("target"),
        click.option(
            "--provider", "providers", multiple=True, metavar="NAME", help="Only this one."
        ),
        click.option(
            "--check",
            "patterns",
            multiple=True,
            metavar="PATTERN",
            help="Only checks that match: * is one dotted part, ** any number of them.",
        ),
        click.option("--seed", type=SEED, default=1, show_default="1", help="Seed of the worlds."),
        click.option(
            "--assume",
            "assumptions",
            multiple=True,
            metavar="NAME=VALUE",
            help="Pin an assumption, as in nexivohr.id_style=uuid.",
        ),
        click.option(
            "--report",
            "wanted",
            multiple=True,
            metavar="FORMAT:PATH",
            help=f"Also write a report: {', '.join(FORMATS)}.",
        ),
        click.option(
            "--stream", metavar="PATH", help="Also write the event stream, as it happens."
        ),
        click.option(
            "--format",
            "output",
            type=click.Choice(FORMATS),
            default="text",
            show_default=True,
            help="What to print.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@cli.command()
@_runs
@click.option("--size", type=click.IntRange(0, 10_000), help="Candidates of a world at most.")
@click.option(
    "--sweep",
    type=click.Choice(("on", "strict")),
    is_flag=False,
    flag_value="on",
    help="Also run the audited checks under every other reading of what documents leave open;"
    " =strict lets silent reliance fail the run.",
)
def verify(target: str, **options: Any) -> int:
    """
    Judge TARGET, a *.target.toml file or the name of a built-in target.

    Exit codes: 0 verified, 1 contract violated, 4 usage, 5 nothing was verified, 7 inconclusive.
    """
    from ats_contracts import commands

    return commands.verify(target, **options)


@cli.command()
@click.argument("target")
@click.option("--provider", "providers", multiple=True, metavar="NAME", help="Only this one.")
def smoke(target: str, providers: tuple[str, ...]) -> int:
    """Say whether TARGET can be spoken to at all: five steps, no judgement."""
    from ats_contracts import smoke as smoking

    return smoking.run(target, providers)


@cli.command("list")
@click.argument("topic", type=click.Choice(TOPICS))
@click.option("--format", "output", type=click.Choice(("text", "json")), default="text")
def list_(topic: str, output: str) -> int:
    """List what there is: checks, capabilities, providers, assumptions or defects."""
    from ats_contracts import catalogue

    return catalogue.print_list(topic, output)


@cli.command()
@click.argument("name")
def explain(name: str) -> int:
    """Explain a check, an assumption (as in nexivohr.id_style) or a defect."""
    from ats_contracts import catalogue

    return catalogue.explain(name)


@cli.command()
@click.argument("stream", type=click.Path(exists=True, dir_okay=False))
@click.option("--format", "output", type=click.Choice(FORMATS), default="text", show_default=True)
def report(stream: str, output: str) -> int:
    """Render STREAM, the event stream of a run."""
    from ats_contracts import commands

    return commands.report(stream, output)


@cli.command()
@click.argument("arguments", nargs=-1, metavar="[NAME]...")
@click.option("--format", "output", type=click.Choice(("text", "json")), default="text")
def prove(arguments: tuple[str, ...], output: str) -> int:
    """
    Prove the kit itself: run the zoo of broken implementations and print the kill matrix.

    NAME is a defect (`list defects`), an oddity, or the full name of an assumption that a
    member takes for granted; without one, all of them run.
    """
    from ats_contracts import commands

    return commands.prove(arguments, output)


@cli.command()
@click.option("--seed", type=SEED, default=1, show_default="1", help="Seed of the worlds.")
@click.option("--html", default="reports/demo.html", show_default=True, help="Where to write it.")
@click.option("--stream", metavar="PATH", help="Also write the event stream, as it happens.")
def demo(seed: int, html: str, stream: str | None) -> int:
    """Drive the reference unified API against every simulated vendor and print the matrix."""
    from ats_contracts import commands

    return commands.demo(seed=seed, html=html, stream=stream)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8800, show_default=True, help="Port; 0 picks a free one.")
@click.option("--state", metavar="FILE", help="Keep all state in this file.")
@click.option(
    "--seed", type=SEED, default=1, show_default="1", help="Seed of the default tenants' worlds."
)
@click.option("--size", default=60, show_default=True, help="Their number of candidates.")
@click.option(
    "--provider", "providers", multiple=True, metavar="NAME", help="Only this vendor; repeatable."
)
@click.option("--time-scale", type=float, metavar="N", help="Tenant seconds in a real second.")
@click.option("--no-limits", is_flag=True, help="Start with rate limits off.")
@click.option("--workers", default=1, show_default=True, help="Processes that share the state.")
@click.option("--ready-file", metavar="PATH", help="Write addresses and credentials there.")
@click.option("--admin-token", metavar="T", help="Token that the control plane asks for.")
@click.option(
    "--webhook-host",
    "webhook_hosts",
    multiple=True,
    metavar="H",
    help="Also send webhooks to this host; loopback always works.",
)
def serve(**options: Any) -> int:
    """Serve the simulated vendors, the reference unified API and the control plane."""
    from ats_contracts import serving

    return serving.serve(**options)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    for number in (signal.SIGINT, signal.SIGTERM):  # so that targets are ended too
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _told_to_end)
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


class ToldToEnd(KeyboardInterrupt):
    """
    A signal asks for the end.

    A kind of its own: Python ends by the signal, whatever the exit code, once a plain
    KeyboardInterrupt has passed through text that is executed, as it is when a dataclass is made.
    """


def _told_to_end(*_: object) -> NoReturn:
    raise ToldToEnd


def run(arguments: list[str]) -> int:
    """Run the command line; give the exit code. Nothing escapes."""
    try:
        code = cli.main(arguments, prog_name="ats-sandbox", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return EXIT_USAGE
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        hint = f" (see {context.command_path} --help)" if context else ""
        return say(f"{' '.join(error.format_message().split())}{hint}", EXIT_USAGE)
    except (click.Abort, KeyboardInterrupt):
        return say("interrupted", EXIT_INTERRUPTED)
    except BrokenPipeError:
        sys.stdout = None  # the reader has gone; say nothing more
        return 0
    except Exception as error:  # the boundary: no traceback reaches a user
        return explain_failure(error, debug="--debug" in arguments)
    return int(code or 0)


def explain_failure(error: Exception, *, debug: bool) -> int:
    """Say what went wrong in one sentence; give the exit code."""
    from ats_contracts.errors import AdapterBroke, UsageError
    from ats_simulator.errors import ServeError, StateError
    from ats_simulator.errors import UsageError as SimulatorUsage

    if debug:
        import traceback

        traceback.print_exception(error)
    if isinstance(error, UsageError | SimulatorUsage | StateError | ServeError):
        return say(str(error), EXIT_USAGE)
    if isinstance(error, AdapterBroke):
        return say(str(error), EXIT_INCONCLUSIVE)
    kind = type(error).__name__
    hint = "" if debug else "; run again with `ats-sandbox --debug …` to see where"
    return say(f"internal error: {kind}: {error}{hint}", EXIT_INTERNAL)


def say(message: str, code: int) -> int:
    """Say one sentence on stderr; give *code*."""
    click.echo(f"ats-sandbox: {message}", err=True)
    return code
