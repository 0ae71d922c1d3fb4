/** Runs the simulated exchange on loopback, unless the environment names one that runs elsewhere. */
import { codedError } from '../../shared/errors.ts'
import type { ReplayStatus } from '../../shared/contract/methods.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { startExchange, type Exchange } from '../simulator/exchange.ts'
import { noReplay } from '../simulator/replay.ts'

export type Simulation = {
  /** Origins of our own exchange; null where the environment names another. */
  readonly endpoints: { readonly restUrl: string; readonly wsUrl: string } | null
  /** Throws a coded error with line and reason for a bad file, and changes nothing then. */
  startReplay(input: { name: string; csv: string; speed: number }): ReplayStatus
  stopReplay(): ReplayStatus
  replayStatus(): ReplayStatus
  close(): Promise<void>
}

function elsewhere(): Simulation {
  const refuse = (): never => {
    throw codedError(
      'unsupported',
      'the simulated exchange runs elsewhere (TICKERDECK_SIMULATED_REST_URL): start the replay there',
    )
  }
  return {
    endpoints: null,
    startReplay: refuse,
    stopReplay: refuse,
    replayStatus: () => noReplay,
    close: async () => {},
  }
}

export async function startSimulation(deps: {
  clock: Clock
  log: Log
  env: Readonly<Record<string, string | undefined>>
  replay?: { readonly name: string; readonly csv: string; readonly speed: number }
}): Promise<Simulation> {
  if (deps.env['TICKERDECK_SIMULATED_REST_URL'] !== undefined) return elsewhere()
  const { clock, log, replay } = deps
  const exchange: Exchange = await startExchange({ clock, log: log.child({ part: 'exchange' }) })
  if (replay !== undefined) {
    try {
      exchange.replay.start(replay)
    } catch (error) {
      await exchange.close()
      throw error
    }
  }
  return {
    endpoints: { restUrl: exchange.restUrl, wsUrl: exchange.wsUrl },
    startReplay: (input) => exchange.replay.start(input),
    stopReplay: () => exchange.replay.stop(),
    replayStatus: () => exchange.replay.status(),
    close: () => exchange.close(),
  }
}
