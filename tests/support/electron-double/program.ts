/** The double's executable: resolves `electron` to the double, runs the built main, and carries out what the test asks for. */
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import vm from 'node:vm'
import { app } from './app.ts'
import { control } from './control.ts'
import { defaultSession } from './session.ts'
import { root, setup } from './setup.ts'

if (!isMainThread) throw new Error('the double is a process of its own')

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: new URL('electron.ts', import.meta.url).href, shortCircuit: true, format: 'module-typescript' }
      : next(specifier, context),
})

type Question = { readonly id: number; readonly source: string; readonly arg: unknown }

process.on('message', ({ id, source, arg }: Question) => {
  const run = vm.runInThisContext(`(${source})`) as (given: typeof control, arg: unknown) => unknown
  const answer = async () => run(control, arg)
  answer().then(
    (value) => setup.report({ t: 'answer', id, value }),
    (error: unknown) =>
      setup.report({
        t: 'refusal',
        id,
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
  )
})
// A test that ends without closing must leave nothing running.
process.on('disconnect', () => process.exit(1))

await import(pathToFileURL(join(root, 'out/main/index.mjs')).href)
// The default session is made on the way to `ready`.
app.emit('session-created', defaultSession)
app.becomeReady()
setup.report({ t: 'loaded' })
