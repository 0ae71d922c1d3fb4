/** Venues in the store: changed by toast or in place, and the newest that is known of stream and REST. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createActions, type Actions } from '../../../../../renderer/state/actions.ts'
import { restOf, statusOf } from '../../../../../renderer/state/slices/feeds.ts'
import { createAppStore } from '../../../../../renderer/state/store.ts'
import { codedError } from '../../../../../shared/errors.ts'
import { createFakeClient, type FakeClient } from '../../../../support/fake-client.ts'
import { sampleFeed, sampleHealth, sampleProvider, sampleRest } from '../../../../support/samples.ts'

let client: FakeClient
let store: ReturnType<typeof createAppStore>
let actions: Actions

beforeEach(() => {
  client = createFakeClient()
  store = createAppStore()
  store.setState({ providers: [sampleProvider('kraken'), sampleProvider('okx', { enabled: false })] })
  actions = createActions(client, { store, now: () => 5, newId: () => 'id' })
})

describe('changing a venue', () => {
  it('puts the answer in the place of what was known', async () => {
    client.answer({
      'providers.configure': ({ id, enabled }) => sampleProvider(id, { enabled: enabled ?? false }),
    })
    expect(await actions.configureProvider({ id: 'okx', enabled: true })).toBe(true)
    expect(store.getState().providers.map(({ id, enabled }) => [id, enabled])).toEqual([
      ['kraken', true],
      ['okx', true],
    ])
    await actions.changeProvider({ id: 'kraken', enabled: false })
    expect(store.getState().providers[0]?.enabled).toBe(false)
  })

  it('tells a failure by a toast, or hands it to the form that asked', async () => {
    client.answer({
      'providers.configure': () => {
        throw codedError('bad-request', 'restUrl: no such host')
      },
    })
    expect(await actions.configureProvider({ id: 'okx', enabled: true })).toBe(false)
    expect(store.getState().toasts[0]?.body).toMatch(/^restUrl: no such host/)
    store.setState({ toasts: [] })
    await expect(actions.changeProvider({ id: 'okx' })).rejects.toMatchObject({ code: 'bad-request' })
    expect(store.getState().toasts).toEqual([])
    expect(store.getState().providers[1]?.enabled).toBe(false)
  })
})

describe('what is known of a venue', () => {
  const provider = sampleProvider('kraken', { rest: sampleRest('kraken', { requests: 1 }) })

  it('is what was told last, else what came with the list', () => {
    expect(statusOf({ feeds: [] }, provider)).toBe(provider.status)
    const told = sampleFeed('kraken', { state: 'stale' })
    expect(statusOf({ feeds: [sampleFeed('okx'), told] }, provider)).toBe(told)
    expect(restOf({ health: null }, provider)).toBe(provider.rest)
    const counted = sampleRest('kraken', { requests: 2 })
    const health = sampleHealth({ rest: { providers: [counted], perSecond: [] } })
    expect(restOf({ health }, provider)).toBe(counted)
    expect(restOf({ health }, sampleProvider('okx'))).toBeNull()
  })
})
