/** Links that come early, second starts, and a quit that waits. */
import { EventEmitter } from 'node:events'
import type { App } from 'electron'
import { describe, expect, it } from 'vitest'
import type { DeepLink } from '../../../../electron/desktop/deep-link.ts'
import { argvOf, createLinks, setupEnding } from '../../../../electron/desktop/lifecycle.ts'
import { instrumentId } from '../../../../shared/model/ids.ts'

const link = (symbol: string): DeepLink => ({ verb: 'open', symbol: instrumentId('binance', symbol) })

describe('createLinks', () => {
  it('keeps the last early link, and overlooks what is none', () => {
    const links = createLinks()
    const seen: string[] = []
    links.take(link('A'))
    links.take(link('B'))
    links.take(null)
    links.onLink(({ symbol }) => seen.push(symbol))
    links.take(link('C'))
    expect(seen).toEqual(['binance:B', 'binance:C'])
  })
})

describe('argvOf', () => {
  it.each([null, 1, {}, { argv: 'x' }])('answers nothing of %j', (data) => expect(argvOf(data)).toEqual([]))
  it('answers what the second start was given', () =>
    expect(argvOf({ argv: ['a', 'b'] })).toEqual(['a', 'b']))
})

describe('setupEnding', () => {
  function build(staysWithoutWindow = false) {
    const app = new EventEmitter()
    const stopped = Promise.withResolvers<void>()
    const quits: boolean[] = []
    const quit = () => {
      let held = false
      app.emit('before-quit', { preventDefault: () => (held = true) })
      quits.push(held)
    }
    // An emitter of Node has every overload of Electron's.
    const double = Object.assign(app, { quit }) as unknown as Pick<App, 'on' | 'quit'>
    setupEnding({
      app: double,
      platform: 'linux',
      staysWithoutWindow: () => staysWithoutWindow,
      stop: () => stopped.promise,
    })
    return { app, quit, quits, stopped }
  }

  it('holds the quit back until the core has stopped, and then quits', async () => {
    const { quit, quits, stopped } = build()
    quit()
    quit()
    expect(quits).toEqual([true, true])
    stopped.resolve()
    await expect.poll(() => quits).toEqual([true, true, false])
  })

  it('ends with the last window, unless the tray keeps it in sight', () => {
    const without = build()
    without.app.emit('window-all-closed')
    expect(without.quits).toEqual([true])
    const withTray = build(true)
    withTray.app.emit('window-all-closed')
    expect(withTray.quits).toEqual([])
  })
})
