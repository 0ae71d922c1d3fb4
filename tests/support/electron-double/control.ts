/** What a test can do with the running double: look at its records, play the user and the system, and be the page. */
import type { BridgeClient } from '../../../renderer/bridge/client-types.ts'
import { createBridgeClient } from '../../../renderer/bridge/client.ts'
import { openPortChannel } from '../../../renderer/bridge/port-channel.ts'
import { waitFor } from '../wait-for.ts'
import { app, appRecord } from './app.ts'
import { defaultSession, protocol } from './session.ts'
import { powerMonitor, record } from './system.ts'
import { forked } from './utility-process.ts'
import { FrameDouble, openWindows, type BrowserWindowDouble } from './windows.ts'

/** What the page's own client has seen. */
export type PageClient = {
  readonly client: BridgeClient
  readonly states: string[]
  readonly batches: Float64Array[]
}

function window(): BrowserWindowDouble {
  const [first] = openWindows
  if (first === undefined) throw new Error('there is no window')
  return first
}

function page() {
  const frame = window().webContents.mainFrame
  if (frame === null) throw new Error('the window has no page yet')
  return frame.page
}

/** Clients by name, so that a later question of the test finds them again. */
const clients = new Map<string, PageClient>()

/** Does in the current page what the renderer does: the same code, the same handshake. */
function connect(name: string): PageClient {
  const { window: target } = page()
  const api = target.tickerdeck
  if (api === undefined) throw new Error('the preload exposed nothing')
  const client = createBridgeClient({ open: () => openPortChannel(target, api) })
  const states: string[] = [client.state()]
  const batches: Float64Array[] = []
  client.onState((state) => states.push(state))
  client.onBatch((batch) => {
    batches.push(batch)
    void client.call('quotes.credit', { sequence: batch[0] ?? 0 })
  })
  const made = { client, states, batches }
  clients.set(name, made)
  return made
}

function clientOf(name: string): PageClient {
  const found = clients.get(name)
  if (found === undefined) throw new Error(`no client ${name}`)
  return found
}

/** A frame that does not belong to the page: inside it, or in its place. */
function foreignFrame(url: string, how: 'inside' | 'instead'): FrameDouble {
  const { webContents } = window()
  const frame = new FrameDouble(webContents, url, how === 'inside' ? webContents.mainFrame : null)
  const { preload } = webContents.options.webPreferences ?? {}
  if (preload !== undefined) frame.page.runPreload(preload)
  return frame
}

export const control = {
  app,
  appRecord,
  record,
  session: defaultSession,
  protocol,
  powerMonitor,
  forked,
  windows: openWindows,
  window,
  page,
  connect,
  clientOf,
  foreignFrame,
  waitFor,
}

export type Control = typeof control
