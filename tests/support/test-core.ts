/** A whole core on real sockets, with a client that talks to it in memory. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCore, type Core } from '../../electron/core/core.ts'
import type { CoreDeps, Host } from '../../electron/core/deps.ts'
import { systemClock } from '../../electron/lib/clock.ts'
import { silentLog } from '../../electron/lib/log.ts'
import { createBridgeClient } from '../../renderer/bridge/client.ts'
import type { BridgeClient } from '../../renderer/bridge/client-types.ts'
import { createMemoryPair } from './memory-channel.ts'

export type TestCore = {
  readonly dataDir: string
  readonly notified: { id: string; title: string; body: string }[]
  readonly client: BridgeClient
  readonly core: Core
  /** Stops in order and starts again on the same folder. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export async function startTestCore(options: Partial<CoreDeps> = {}): Promise<TestCore> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'tickerdeck-core-'))
  const notified: TestCore['notified'] = []
  const host: Host = {
    shell: 'test',
    capabilities: ['notify'],
    async notify(notification) {
      notified.push(notification)
      return true
    },
    setBadge: () => {},
    openExternal: async () => {},
    secrets: { get: async () => null, set: async () => {} },
    setOpenAtLogin: async () => {},
  }
  const deps: CoreDeps = {
    host,
    clock: systemClock,
    log: silentLog,
    version: '0.0.0-test',
    env: {},
    hooksPort: 0,
    ...options,
    dataDir,
  }
  const begin = async () => {
    const core = await createCore(deps)
    const client = createBridgeClient({
      async open() {
        const [ours, theirs] = createMemoryPair()
        core.bridge.attach(theirs)
        return ours
      },
    })
    return { core, client }
  }
  let running = await begin()
  const end = async () => {
    running.client.close()
    await running.core.stop()
  }
  return {
    dataDir,
    notified,
    get client() {
      return running.client
    },
    get core() {
      return running.core
    },
    async restart() {
      await end()
      running = await begin()
    },
    async stop() {
      await end()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
