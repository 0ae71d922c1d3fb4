/** Imports go one way: every import of every source file against the table of layers. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { forbidden, layerOf } from '../../scripts/layers.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const toPosix = (path: string): string => path.split(sep).join('/')

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => toPosix(relative(root, join(entry.parentPath, entry.name))))
}

// Every way to name another module: import/export … from, a bare import, import(), require().
const specifiers = /(?:\bfrom\s*|^\s*import\s*|\bimport\s*\(\s*|\brequire\s*\(\s*)['"]([^'"\n]+)['"]/gm

function importsOf(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8')
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  return [...code.matchAll(specifiers)].map((match) => match[1] ?? '')
}

function complaint(path: string, specifier: string): string | null {
  if (specifier.startsWith('.')) {
    return forbidden(path, {
      path: posix.normalize(posix.join(posix.dirname(path), specifier.replace(/\?.*$/, ''))),
    })
  }
  return forbidden(path, { module: specifier })
}

const files = ['shared', 'electron', 'renderer'].flatMap(sources)

describe('layers', () => {
  it('finds the sources', () => {
    expect(files.length).toBeGreaterThan(50)
  })

  it('gives every source file a layer', () => {
    expect(files.filter((path) => layerOf(path) === null)).toEqual([])
  })

  it('lets imports go one way only', () => {
    const complaints = files.flatMap((path) =>
      importsOf(path).flatMap((specifier) => {
        const reason = complaint(path, specifier)
        return reason === null ? [] : [`${path}: ${reason}`]
      }),
    )
    expect(complaints).toEqual([])
  })

  it('would notice a wrong import', () => {
    expect(forbidden('electron/alerts/x.ts', { path: 'electron/candles/merge.ts' })).toMatch(/may not import/)
    expect(forbidden('electron/feeds/feed.ts', { path: 'electron/providers/simulated/index.ts' })).toMatch(
      /may not/,
    )
    expect(forbidden('electron/feeds/feed.ts', { path: 'electron/providers/provider.ts' })).toBeNull()
    expect(forbidden('electron/core/core.ts', { module: 'electron' })).toMatch(/package electron/)
    expect(forbidden('electron/store/rules.ts', { module: 'node:sqlite' })).toMatch(
      /only electron\/store\/database/,
    )
    expect(forbidden('renderer/state/x.ts', { module: 'node:fs' })).toMatch(/no Node/)
    expect(forbidden('renderer/state/x.ts', { path: 'renderer/views/a.tsx' })).toMatch(/may not/)
  })

  it('reads time at one place only', () => {
    const readers = files.filter(
      (path) =>
        path.startsWith('electron/') &&
        path !== 'electron/lib/clock.ts' &&
        /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bset(?:Timeout|Interval)\(/.test(
          readFileSync(join(root, path), 'utf8'),
        ),
    )
    expect(readers).toEqual([])
  })
})
