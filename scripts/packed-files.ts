/** Follows, from the entries, every file that packed code loads: what is missing and what nobody loads both come out. */
import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import { parseSync } from 'vite'

export type PackedFiles = {
  /** Paths with `/`, relative to the archive's root. */
  readonly names: readonly string[]
  read(name: string): string
}

export type Walk = {
  readonly loaded: ReadonlySet<string>
  /** `file: what it wants`. */
  readonly problems: readonly string[]
}

/** `ws` looks for these natives and does without. */
const optional = new Set(['bufferutil', 'utf-8-validate'])
const isBuiltin = (name: string) => name.startsWith('node:') || builtinModules.includes(name)

const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].flatMap((match) => match[1] ?? [])

/** What code loads by import, `require` and `new URL(…, import.meta.url)`; what is no plain text comes as it is written. */
function loadsOf(name: string, source: string): string[] {
  const { module, comments } = parseSync(name, source)
  let code = source
  // Examples in comments load nothing.
  for (const { start, end } of comments)
    code = code.slice(0, start) + ' '.repeat(end - start) + code.slice(end)
  return [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) =>
      code.slice(start, end).replace(/^(["'`])(.*)\1$/s, '$2'),
    ),
    ...matches(code, /\brequire\(\s*["']([^"']+)["']\s*\)/g),
    ...matches(code, /new URL\(\s*["'`]([^"'`]+)["'`]\s*,\s*import\.meta\.url/g),
  ]
}

/** The bundler's list of what a chunk needs before it runs. */
const preloadsOf = (code: string) => matches(code, /["'](assets\/[\w.-]+)["']/g)

/** Programs of main, core and preload: inside the archive, built in, or `electron` where that is there. */
function walkProgram(files: PackedFiles, entry: string, mayUseElectron: boolean): Walk {
  const loaded = new Set<string>()
  const problems: string[] = []
  const visit = (name: string) => {
    if (loaded.has(name)) return
    if (!files.names.includes(name)) {
      problems.push(`${name} is missing`)
      return
    }
    loaded.add(name)
    for (const wanted of loadsOf(name, files.read(name))) {
      if (/^\.\.?\//.test(wanted)) visit(posix.join(posix.dirname(name), wanted))
      else if (wanted === 'electron' ? !mayUseElectron : !isBuiltin(wanted) && !optional.has(wanted))
        problems.push(`${name} wants ${wanted}`)
    }
  }
  visit(entry)
  return { loaded, problems }
}

/** What a file of the page names, relative to the page's root. */
function namedByPage(name: string, text: string): string[] {
  const beside = (wanted: string) =>
    wanted.startsWith('/') ? wanted.slice(1) : posix.join(posix.dirname(name), wanted)
  const local = (wanted: string) => !/^[a-z]+:|^#/i.test(wanted)
  if (name.endsWith('.html'))
    return matches(text, /(?:src|href)="([^"]+)"/g)
      .filter(local)
      .map(beside)
  if (name.endsWith('.css')) {
    const urls = [
      ...matches(text, /url\(\s*["']?([^"')]+)["']?\s*\)/g),
      ...matches(text, /@import\s+["']([^"']+)["']/g),
    ]
    return urls.filter(local).map((wanted) => beside(wanted.replace(/[?#].*$/, '')))
  }
  if (name.endsWith('.js')) return [...loadsOf(name, text).map(beside), ...preloadsOf(text)]
  return []
}

function walkPage(files: PackedFiles, root: string): Walk {
  const loaded = new Set<string>()
  const problems: string[] = []
  const visit = (name: string, from: string) => {
    const path = `${root}/${name}`
    if (loaded.has(path)) return
    if (!files.names.includes(path)) {
      problems.push(`${from} wants ${path}, which is missing`)
      return
    }
    loaded.add(path)
    for (const wanted of namedByPage(name, files.read(path))) visit(wanted, path)
  }
  visit('index.html', 'the window')
  return { loaded, problems }
}

/** `loaded` holds exactly what the app loads. */
export function walkPackedApp(files: PackedFiles, main: string): Walk {
  const walks = [
    walkProgram(files, main, true),
    walkProgram(files, 'out/core/index.mjs', false),
    walkProgram(files, 'out/preload/index.cjs', true),
    walkPage(files, 'out/renderer'),
  ]
  return {
    loaded: new Set(walks.flatMap(({ loaded }) => [...loaded])),
    problems: walks.flatMap(({ problems }) => problems),
  }
}
