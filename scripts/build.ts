/** Builds all parts with Vite into `out/`: renderer, web shell, desktop main, core and preload. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { build, type InlineConfig } from 'vite'

export const root = fileURLToPath(new URL('../', import.meta.url))
export const outDir = join(root, 'out')
const stampFile = join(outDir, 'stamp')
const lockDir = join(root, 'node_modules/.tickerdeck-build.lock')

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }

/** `ws` looks for these natives and does without; `node:sqlite` is missing in `builtinModules` of some versions. */
const external = ['electron', /^electron\//, ...builtinModules, /^node:/, 'bufferutil', 'utf-8-validate']

const shared = (name: string): InlineConfig => ({
  configFile: false,
  publicDir: false,
  root,
  logLevel: 'warn',
  define: { __VERSION__: JSON.stringify(version) },
  build: { outDir: join(outDir, name), emptyOutDir: true, reportCompressedSize: false },
})

function nodeProgram(name: string, entry: string): InlineConfig {
  const config = shared(name)
  return {
    ...config,
    ssr: { noExternal: true },
    build: {
      ...config.build,
      ssr: entry,
      target: 'node24',
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        external,
        output: { format: 'es', entryFileNames: 'index.mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  }
}

function preload(): InlineConfig {
  const config = shared('preload')
  return {
    ...config,
    build: {
      ...config.build,
      target: 'chrome156',
      minify: false,
      lib: { entry: 'electron/desktop/preload.ts', formats: ['cjs'], fileName: () => 'index.cjs' },
      rolldownOptions: { external: ['electron'], output: { codeSplitting: false } },
    },
  }
}

function renderer(): InlineConfig {
  const config = shared('renderer')
  return {
    ...config,
    root: join(root, 'renderer'),
    base: '/',
    plugins: [react()],
    build: {
      ...config.build,
      target: 'chrome156',
      sourcemap: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 2_000,
      // zod asks once whether it may compile; `no-eval.ts` has said no by then only where both are in one chunk, in their order.
      rolldownOptions: {
        output: {
          codeSplitting: { groups: [{ name: 'schema', test: /node_modules\/zod\/|renderer\/no-eval/ }] },
        },
      },
    },
  }
}

const parts: Record<string, () => InlineConfig> = {
  renderer,
  web: () => nodeProgram('web', 'electron/web/main.ts'),
  main: () => nodeProgram('main', 'electron/desktop/main.ts'),
  core: () => nodeProgram('core', 'electron/desktop/core-entry.ts'),
  preload,
}

/** Changes whenever a source, a dependency or this script does. */
function fingerprint(): string {
  const hash = createHash('sha256')
  const files = ['shared', 'electron', 'renderer'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  )
  for (const file of [...files, join(root, 'package-lock.json'), join(root, 'scripts/build.ts')].sort()) {
    hash.update(file.slice(root.length)).update(readFileSync(file))
  }
  return hash.digest('hex')
}

const isBuilt = (wanted: string): boolean =>
  existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted

async function buildAll(wanted: string): Promise<void> {
  rmSync(stampFile, { force: true })
  for (const config of Object.values(parts)) await build(config())
  writeFileSync(stampFile, wanted)
}

/** One build at a time on a checkout: test workers ask for it at once. */
async function withLock(work: () => Promise<void>): Promise<void> {
  const endsAt = Date.now() + 180_000
  for (;;) {
    try {
      mkdirSync(lockDir)
      break
    } catch {
      if (Date.now() > endsAt) throw new Error(`another build holds ${lockDir}; remove it if none is running`)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
  try {
    await work()
  } finally {
    rmSync(lockDir, { recursive: true, force: true })
  }
}

/** Builds what is not built, or no longer is what the sources say. */
export async function ensureBuilt(): Promise<void> {
  const wanted = fingerprint()
  if (isBuilt(wanted)) return
  await withLock(async () => {
    if (isBuilt(wanted)) return
    // Standard output belongs to the program that is started.
    console.error('Building what has changed; this takes a few seconds.')
    await buildAll(wanted)
  })
}

if (import.meta.main) {
  const names = process.argv.slice(2).filter((name) => name in parts)
  if (names.length === 0) {
    await withLock(() => buildAll(fingerprint()))
  } else {
    for (const name of names) await build((parts[name] ?? renderer)())
  }
}
