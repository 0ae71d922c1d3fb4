/** Feeds through a proxy on loopback that alone knows the venue: stream and REST, and what it says no to. */
import { afterEach, describe, expect, it } from 'vitest'
import { feedBench } from '../support/feed-bench.ts'
import { startProxy } from '../support/proxy-server.ts'
import type { TestProxy } from '../support/proxy-server.ts'
import { waitFor } from '../support/wait-for.ts'

const bench = feedBench()
const { add, watch, goLive, pass, passAlive, stateNow } = bench

let proxy: TestProxy | null = null
afterEach(async () => {
  await bench.feeds.stop()
  await proxy?.stop()
  proxy = null
})

async function addBehind(kind: 'http' | 'socks5', password: string): Promise<string> {
  const { port } = new URL(bench.server.url)
  const hosts = { 'venue.test': Number(port) }
  proxy = await startProxy({ kind, hosts, username: 'user', password: 'right-one' })
  add(
    { stream: { silenceMs: 10_000 } },
    {
      wsUrl: `ws://venue.test:${port}`,
      restUrl: `http://venue.test:${port}`,
      proxy: { url: proxy.url, username: 'user', password },
    },
  )
  return port
}

describe.each(['http', 'socks5'] as const)('a venue behind a proxy (%s)', (kind) => {
  it('is reached through it, by stream and by REST', async () => {
    bench.server.lastTrades = { A: null }
    const port = await addBehind(kind, 'right-one')
    watch('A')
    const client = await goLive()
    await passAlive(client, 12_000)
    await waitFor(() => bench.feeds.status()[0]?.quiet.length === 1, 'REST to answer')
    expect(proxy?.tunnels).toEqual([`venue.test:${port}`, `venue.test:${port}`])
  })

  it('is not asked again and again with a password that the proxy refuses, which nobody sees', async () => {
    await addBehind(kind, 'wrong-one')
    watch('A')
    await waitFor(() => stateNow() === 'refused', 'the refusal')
    expect(bench.feeds.status()[0]?.reason).toMatch(/proxy .* refused the user name or the password/)
    const logins = proxy?.logins.length
    await pass(10_000)
    expect(bench.server.handshakes).toEqual([])
    expect(proxy?.tunnels).toEqual([])
    expect(logins).toBeGreaterThan(0)
    expect(JSON.stringify([bench.logged, bench.feeds.status()])).not.toContain('wrong-one')
  })
})
