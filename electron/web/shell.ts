/** Starts the core and serves it to browsers; what was started is stopped in reverse order. */
import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { CodedError, codedError } from '../../shared/errors.ts'
import { createCore } from '../core/core.ts'
import type { Clock } from '../lib/clock.ts'
import { createDisposer } from '../lib/disposer.ts'
import type { Log } from '../lib/log.ts'
import { createAccess, loadToken } from './access.ts'
import type { WebFlags } from './flags.ts'
import { createWebHost } from './host-web.ts'
import { startWebServer, type WebServer, type WebServerDeps } from './http-server.ts'
import { lockDataDir } from '../lib/instance-lock.ts'

const usualPort = 8787
const longestReplayBytes = 32_000_000

export type WebShellDeps = {
  readonly flags: WebFlags
  /** Folder of the built window. */
  readonly rendererDir: string
  readonly version: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly log: Log
}

export type WebShell = {
  /** `http://127.0.0.1:P/` */
  readonly url: string
  readonly token: string
  /** The link that lets a browser in. */
  readonly link: string
  readonly bridge: string
  /** Address of the webhook listener, null while it is off. */
  readonly hooks: string | null
  /** Answers the errors met on the way. */
  stop(): Promise<unknown[]>
}

function readReplay(replay: WebFlags['replay']) {
  if (replay === null) return {}
  const { file, speed } = replay
  try {
    const { size } = statSync(file)
    if (size > longestReplayBytes) {
      throw codedError('too-large', `${file} has ${size} bytes; a replay takes at most ${longestReplayBytes}`)
    }
    return { replay: { name: basename(file), csv: readFileSync(file, 'utf8'), speed } }
  } catch (error) {
    if (error instanceof CodedError) throw error
    throw codedError(
      'bad-request',
      `the replay file cannot be read: ${error instanceof Error ? error.message : file}`,
    )
  }
}

/** The usual port may be taken by something else; only a port that was asked for is insisted on. */
async function listen(deps: Omit<WebServerDeps, 'port'>, port: number | null): Promise<WebServer> {
  if (port !== null) return startWebServer({ ...deps, port })
  try {
    return await startWebServer({ ...deps, port: usualPort })
  } catch (error) {
    if (error instanceof CodedError && error.code === 'conflict') return startWebServer({ ...deps, port: 0 })
    throw error
  }
}

/** Rejects with a coded error that says what to do; nothing is left running then. */
export async function startWebShell({
  flags,
  rendererDir,
  version,
  env,
  clock,
  log,
}: WebShellDeps): Promise<WebShell> {
  const started = createDisposer()
  try {
    const replay = readReplay(flags.replay)
    started.add(lockDataDir(flags.dataDir))
    const access = createAccess(loadToken(flags.dataDir))
    let server: WebServer | null = null
    const core = await createCore({
      host: createWebHost(() => server?.clients() ?? 0),
      clock,
      log,
      dataDir: flags.dataDir,
      version,
      env,
      ...(flags.hooksPort === null ? {} : { hooksPort: flags.hooksPort }),
      ...replay,
    })
    started.add(() => core.stop())
    const attach = core.bridge.attach
    server = await listen({ root: rendererDir, access, attach, clock, log }, flags.port)
    started.add(server.close)
    return {
      url: `http://127.0.0.1:${server.port}/`,
      token: access.token,
      link: access.link(server.port),
      bridge: `ws://127.0.0.1:${server.port}/bridge`,
      hooks: core.hooksAddress(),
      stop: started.dispose,
    }
  } catch (error) {
    await started.dispose()
    throw error
  }
}
