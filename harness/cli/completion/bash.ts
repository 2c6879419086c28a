import type { CompletedCommand, CompletedOption, Values } from './model.ts';

/**
 * A completion script for bash 4 and later, without the package bash-completion. The shell breaks words at `:` and `=`,
 * so the words are read off the line itself, and of what matches only what stands behind the last break is offered.
 */
export const bashCompletion = (program: string, commands: readonly CompletedCommand[]): string => {
  const name = `_${program.replaceAll('-', '_')}`;
  return `# bash completion of ${program}
${name}() {
  local line=\${COMP_LINE:0:COMP_POINT} words current previous word i=2 place=0 after
  COMPREPLY=()
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  current=\${words[-1]} previous=
  if ((\${#words[@]} <= 2)); then
    ${name}_words '${commands.map((command) => command.name).join(' ')} --help --version'
    return
  fi
  # Options whose value is a word of its own; the rest are operands.
  case \${words[1]} in
${commands.map(({ name: command, options }) => `    ${command}) after=' ${valued(options).join(' ')} ' ;;`).join('\n')}
    *) return ;;
  esac
  for ((i = 2; i < \${#words[@]} - 1; i++)); do
    word=\${words[i]}
    if [[ $after == *" $word "* ]]; then
      ((i++))
    elif [[ $word != -* ]]; then
      ((place++))
    fi
  done
  ((i == \${#words[@]})) && previous=\${words[-2]}
  if [[ $current == --*=* ]]; then
    previous=\${current%%=*} current=\${current#*=}
  elif [[ -z $previous && $current == -* ]]; then
    previous=-
  fi
  case \${words[1]} in
${commands.map((command) => casesOf(command, name)).join('\n')}
  esac
}
${name}_words() {
  local broken=
  [[ $current == *:* && $COMP_WORDBREAKS == *:* ]] && broken=\${current%:*}:
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current")
  COMPREPLY=("\${COMPREPLY[@]#"$broken"}")
}
${name}_paths() {
  mapfile -t COMPREPLY < <(compgen "$1" -- "$current")
  compopt -o filenames 2>/dev/null
}
complete -F ${name} ${program}
`;
};

const valued = (options: readonly CompletedOption[]): string[] =>
  options.filter(({ value }) => value !== undefined).map(({ flag }) => flag);

function casesOf({ name, options, operands, variadic }: CompletedCommand, program: string): string {
  const flags = options.map(({ flag }) => flag).join(' ');
  const last = operands.length - 1;
  return [
    `    ${name})`,
    '      case $previous in',
    `        -) ${program}_words '${flags}' ;;`,
    ...options.flatMap(({ flag, value }) => (value ? [`        ${flag}) ${offer(value, program)} ;;`] : [])),
    '        *)',
    '          case $place in',
    ...operands.map(
      (values, place) => `            ${variadic && place === last ? '*' : place}) ${offer(values, program)} ;;`,
    ),
    ...(variadic ? [] : [`            *) ${program}_words '${flags}' ;;`]),
    '          esac',
    '          ;;',
    '      esac',
    '      ;;',
  ].join('\n');
}

function offer(values: Values, program: string): string {
  switch (values.kind) {
    case 'words':
      return `${program}_words '${values.words.join(' ')}'`;
    case 'files':
      return `${program}_paths -f`;
    case 'folders':
      return `${program}_paths -d`;
    case 'free':
    default:
      return ':';
  }
}
