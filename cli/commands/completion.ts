import type { Command } from "commander";
import { usage } from "../../domain/errors";
import { say } from "../output/style";

/** Every command path with the words that may follow it: sub-commands and options. */
export function completionTable(program: Command): Map<string, string[]> {
  const table = new Map<string, string[]>();
  const walk = (command: Command, path: string): void => {
    const flags = command.options.flatMap(({ short, long }) =>
      [short, long].filter((flag) => flag !== undefined),
    );
    table.set(path, [...command.commands.map((child) => child.name()), ...flags, "--help"]);
    for (const child of command.commands) walk(child, `${path} ${child.name()}`.trim());
  };
  walk(program, "");
  return table;
}

const cases = (table: ReadonlyMap<string, readonly string[]>): string =>
  [...table].map(([path, words]) => `    "${path}") words="${words.join(" ")}" ;;`).join("\n");

const bash = (table: ReadonlyMap<string, readonly string[]>): string => `_gitops_update() {
  local path="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) path="\${path:+$path }$word" ;; esac
  done
  case "$path" in
${cases(table)}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _gitops_update gitops-update`;

/** zsh understands bash's completions once asked to. */
const zsh = (table: ReadonlyMap<string, readonly string[]>): string =>
  `autoload -U +X bashcompinit && bashcompinit\n${bash(table)}`;

const fish = (table: ReadonlyMap<string, readonly string[]>): string =>
  [...table]
    .map(([path, words]) => {
      const seen =
        path === "" ? "__fish_use_subcommand" : `__fish_seen_subcommand_from ${path.split(" ").at(-1)}`;
      return `complete -c gitops-update -f -n "${seen}" -a "${words.join(" ")}"`;
    })
    .join("\n");

const SHELLS: Readonly<Record<string, typeof bash>> = { bash, zsh, fish };

export function registerCompletion(program: Command): void {
  program
    .command("completion")
    .description('print shell completion: eval "$(gitops-update completion bash)"')
    .argument("<shell>", Object.keys(SHELLS).join(", "))
    .action((shell: string) => {
      const render = SHELLS[shell];
      if (render === undefined) {
        const accepted = Object.keys(SHELLS).join(", ");
        throw usage("SHELL_UNKNOWN", `there is no completion for ${shell}.`, `use one of ${accepted}.`);
      }
      say(render(completionTable(program)));
    });
}
