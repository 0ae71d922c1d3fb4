/** The proof that a package is whole must fail where it is not. */
import { describe, expect, it } from 'vitest'
import { walkPackedApp } from '../../../scripts/packed-files.ts'

const whole: Record<string, string> = {
  'package.json': '{}',
  'out/main/index.mjs': `import { app } from 'electron'\nimport { join } from 'node:path'\nimport './part-a.mjs'\nawait import("./part-b.mjs")\n/* require('SomeExample') */`,
  'out/main/part-a.mjs': `export { x } from './part-c.mjs'`,
  'out/main/part-b.mjs': `const fs = __require("fs"); try { require('bufferutil') } catch {}`,
  'out/main/part-c.mjs': `export const x = 1`,
  'out/core/index.mjs': `import { DatabaseSync } from 'node:sqlite'`,
  'out/preload/index.cjs': `const e = require("electron")`,
  'out/renderer/index.html': `<script type="module" src="/assets/a.js"></script><link rel="stylesheet" href="/assets/a.css">`,
  'out/renderer/assets/a.js': `import "./b.js"; const d = ["assets/c.css"]; new URL("d.wav", import.meta.url)`,
  'out/renderer/assets/b.js': `import("./a.js")`,
  'out/renderer/assets/a.css': `@font-face{src:url(/assets/f.woff2?v=1)} a{background:url("data:image/png;base64,AA")}`,
  'out/renderer/assets/c.css': '',
  'out/renderer/assets/d.wav': '',
  'out/renderer/assets/f.woff2': '',
}

const walk = (files: Record<string, string>) =>
  walkPackedApp({ names: Object.keys(files), read: (name) => files[name] ?? '' }, 'out/main/index.mjs')

describe('walkPackedApp', () => {
  it('reaches every file of a whole package', () => {
    const { loaded, problems } = walk(whole)
    expect(problems).toEqual([])
    expect([...loaded, 'package.json'].toSorted()).toEqual(Object.keys(whole).toSorted())
  })

  it.each(Object.keys(whole).filter((name) => name !== 'package.json'))('misses %s', (name) => {
    const { [name]: _left, ...rest } = whole
    expect(walk(rest).problems.join()).toContain(name)
  })

  it.each([
    ['a package that is not bundled', 'out/core/index.mjs', `import ws from 'ws'`, 'ws'],
    ['electron in the core', 'out/core/index.mjs', `import { net } from 'electron'`, 'electron'],
    ['an import that is not known before it runs', 'out/main/index.mjs', 'await import(name)', 'name'],
  ])('reports %s', (_what, file, code, wanted) => {
    expect(walk({ ...whole, [file]: code }).problems).toContain(`${file} wants ${wanted}`)
  })

  it('does not reach what nobody loads', () => {
    expect(walk({ ...whole, 'src/left.ts': '' }).loaded.has('src/left.ts')).toBe(false)
  })
})
