/** What each end-to-end test gets: a running app in a folder of its own, its page, a script's bridge, and failures to order. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test as base, type Page } from '@playwright/test'
import { connectScript, type ScriptClient } from '../../support/bridge-over-socket.ts'
import { startChild, type Child, type ExchangeReady, type ShellReady } from '../../support/child.ts'
import { venueServers } from '../../support/venues/index.ts'
import { createMarket, runMarket } from '../../support/venues/market.ts'
import type { VenueServer } from '../../support/venues/venue-server.ts'
import { Desk } from '../pages/desk.ts'

const tradeEveryMs = 300

const fromRoot = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url))

export type App = {
  readonly dataDir: string
  ready(): ShellReady
  /** Stops in order and starts again on the same folder. */
  restart(): Promise<void>
  /** kill -9, then starts again on the same folder. */
  killAndRestart(): Promise<void>
}

/** An exchange outside the app, on a port that stays, to be stopped and started. */
export type Exchange = {
  readonly env: Readonly<Record<string, string>>
  stop(): Promise<void>
  start(): Promise<void>
}

export type Failures = {
  /** The database is not one when the app starts. */
  readonly corruptDatabase: boolean
  /** The exchange runs as a program of its own, so that a test can stop it. */
  readonly ownExchange: boolean
  /** Further arguments of the shell. */
  readonly shellArgs: readonly string[]
  /** Real venues that are reached on loopback, at strict servers of their protocols. */
  readonly venues: readonly string[]
}

export const noFailures: Failures = { corruptDatabase: false, ownExchange: false, shellArgs: [], venues: [] }

/** The servers of `failures.venues`, and how the app finds them. */
export type Served = {
  readonly env: Readonly<Record<string, string>>
  server(venue: string): VenueServer
}

type Fixtures = {
  failures: Failures
  exchange: Exchange | null
  served: Served
  app: App
  script: ScriptClient
  desk: Desk
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net')
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

/** Any console error, page error or policy violation fails the test that caused it. */
function watchConsole(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return complaints
}

// While the core is down on purpose, the browser itself reports the failed connection.
const expectedWhenDown = /WebSocket connection to|ERR_CONNECTION_REFUSED/

export const test = base.extend<Fixtures>({
  failures: [noFailures, { option: true }],

  served: async ({ failures }, use) => {
    const market = createMarket()
    const stopMarket = failures.venues.length === 0 ? null : runMarket(market, tradeEveryMs)
    const servers = new Map<string, VenueServer>()
    const env: Record<string, string> = {}
    for (const venue of failures.venues) {
      const server = await venueServers[venue]?.({ market })
      if (server === undefined) throw new Error(`no server of ${venue}`)
      servers.set(venue, server)
      env[`TICKERDECK_${venue.toUpperCase()}_REST_URL`] = server.restUrl
      env[`TICKERDECK_${venue.toUpperCase()}_WS_URL`] = server.wsUrl
    }
    await use({
      env,
      server(venue) {
        const server = servers.get(venue)
        if (server === undefined) throw new Error(`${venue} is not served`)
        return server
      },
    })
    stopMarket?.()
    for (const server of servers.values()) await server.close()
  },

  exchange: async ({ failures }, use) => {
    if (!failures.ownExchange) return use(null)
    const port = await freePort()
    const start = () => startChild<ExchangeReady>([fromRoot('scripts/exchange.ts'), '--port', String(port)])
    let child: Child<ExchangeReady> | null = await start()
    await use({
      env: {
        TICKERDECK_SIMULATED_REST_URL: child.ready.restUrl,
        TICKERDECK_SIMULATED_WS_URL: child.ready.wsUrl,
      },
      async stop() {
        await child?.kill()
        child = null
      },
      async start() {
        child ??= await start()
      },
    })
    await child?.stop()
  },

  app: async ({ failures, exchange, served }, use) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'tickerdeck-e2e-'))
    if (failures.corruptDatabase)
      writeFileSync(join(dataDir, 'tickerdeck.db'), 'this is not a database\n'.repeat(500))
    // The same after a restart, as a user's are.
    const ports = { page: await freePort(), hooks: await freePort() }
    const start = () =>
      startChild<ShellReady>(
        [
          fromRoot('out/web/index.mjs'),
          ...['--port', String(ports.page), '--hooks-port', String(ports.hooks), '--data-dir', dataDir],
          ...['--no-open', '--json', ...failures.shellArgs],
        ],
        { ...exchange?.env, ...served.env },
      )
    let child = await start()
    // A test that fails in the middle of a restart must not leave the new one running.
    let pending: Promise<void> = Promise.resolve()
    const replace = (end: () => Promise<unknown>): Promise<void> => {
      pending = end().then(async () => void (child = await start()))
      return pending
    }
    await use({
      dataDir,
      ready: () => child.ready,
      restart: () => replace(async () => expect(await child.stop()).toBe(0)),
      killAndRestart: () => replace(() => child.kill()),
    })
    await pending.catch(() => undefined)
    const code = await child.stop()
    rmSync(dataDir, { recursive: true, force: true })
    expect(code, 'the shell stops in order').toBe(0)
  },

  script: async ({ app }, use) => {
    const client = await connectScript(app.ready())
    await use(client)
    client.close()
  },

  desk: async ({ app, page }, use) => {
    const complaints = watchConsole(page)
    const desk = new Desk(page, () => {
      const { url, token } = app.ready()
      return `${url}?token=${token}`
    })
    await desk.open()
    await use(desk)
    expect(complaints.filter((text) => !expectedWhenDown.test(text))).toEqual([])
  },
})

export { expect }
