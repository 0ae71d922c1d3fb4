/** Which venues are on, where each is reached (documented hosts, the environment's, or the user's own), and with which keys. */
import type { ProviderView } from '../../shared/contract/methods.ts'
import { codedError } from '../../shared/errors.ts'
import type { FeedStatus, RestHealth } from '../../shared/model/feed-status.ts'
import type { ProviderId } from '../../shared/model/ids.ts'
import type { Provider } from '../providers/provider.ts'
import type { CredentialStore } from './credentials.ts'

export type VenueSettings = {
  readonly id: ProviderId
  /** Null: as the venue comes. */
  readonly enabled: boolean | null
  readonly restUrl: string | null
  readonly wsUrl: string | null
  readonly historyFrom: ProviderId | null
}

/** What a venue is connected with. */
export type VenueAccess = {
  readonly provider: Provider
  readonly restUrl: string
  readonly wsUrl: string
  readonly credentials: Readonly<Record<string, string>>
}

export type VenuesDeps = {
  readonly providers: readonly Provider[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly credentials: CredentialStore
  readonly settings: { list(): VenueSettings[]; save(settings: VenueSettings): void }
  /** Origins of an exchange that this process runs itself. */
  local(provider: ProviderId): { restUrl: string; wsUrl: string } | null
  status(provider: ProviderId): FeedStatus
  rest(provider: ProviderId): RestHealth | null
  /** How many instruments are known of it. */
  instruments(provider: ProviderId): number
  /** Connects a venue, after disconnecting it where it was connected. */
  connect(venue: VenueAccess): void
  disconnect(provider: ProviderId): void
}

export type Venues = {
  /** Connects every enabled venue. */
  start(): Promise<void>
  list(): ProviderView[]
  configure(input: {
    id: ProviderId
    enabled?: boolean | undefined
    restUrl?: string | null | undefined
    wsUrl?: string | null | undefined
    credentials?: Record<string, string> | undefined
    historyFrom?: ProviderId | null | undefined
  }): Promise<ProviderView>
  /** Connects every enabled venue anew: how they are reached has changed. */
  reconnectAll(): void
  isEnabled(provider: ProviderId): boolean
  /** How the venue would be reached, with other keys where given. Throws `not-found`. */
  accessOf(provider: ProviderId, credentials?: Readonly<Record<string, string>>): VenueAccess
  /** The venue whose candles stand in for this one's; null for none. */
  historyFrom(provider: ProviderId): ProviderId | null
}

/** An override replaces scheme, host and port; a venue's documented path stays. */
function originOf(url: string, field: string, schemes: readonly string[]): string {
  const parsed = new URL(url)
  if (parsed.username !== '' || parsed.password !== '')
    throw codedError('bad-request', `${field}: an address may hold no user name or password`)
  if (!schemes.includes(parsed.protocol)) {
    throw codedError(
      'bad-request',
      `${field}: ${url} should begin with ${schemes.map((each) => `${each}//`).join(' or ')}`,
    )
  }
  return `${parsed.protocol}//${parsed.host}`
}

const restSchemes = ['https:', 'http:']
const wsSchemes = ['wss:', 'ws:']

/** The new origin; undefined leaves it, null restores the venue's own. */
function changed(
  before: string | null,
  given: string | null | undefined,
  field: string,
  schemes: readonly string[],
): string | null {
  if (given === undefined) return before
  return given === null ? null : originOf(given, field, schemes)
}

export function createVenues(deps: VenuesDeps): Venues {
  const { credentials: keys } = deps
  const stored = new Map<ProviderId, VenueSettings>()
  for (const settings of deps.settings.list()) stored.set(settings.id, settings)

  const find = (id: ProviderId): Provider => {
    const provider = deps.providers.find((each) => each.id === id)
    if (provider === undefined) throw codedError('not-found', `no venue ${id}`)
    return provider
  }
  const settingsOf = (id: ProviderId): VenueSettings =>
    stored.get(id) ?? { id, enabled: null, restUrl: null, wsUrl: null, historyFrom: null }

  // A first run needs no network: a real venue is on when the user says so.
  const isOn = (provider: Provider): boolean => settingsOf(provider.id).enabled ?? provider.simulated

  const endpointsOf = (provider: Provider): { restUrl: string; wsUrl: string } => {
    const { restUrl, wsUrl } = settingsOf(provider.id)
    const local = deps.local(provider.id)
    const prefix = `TICKERDECK_${provider.id.toUpperCase().replaceAll('-', '_')}`
    return {
      restUrl: restUrl ?? deps.env[`${prefix}_REST_URL`] ?? local?.restUrl ?? provider.restUrl,
      wsUrl: wsUrl ?? deps.env[`${prefix}_WS_URL`] ?? local?.wsUrl ?? provider.wsUrl,
    }
  }

  const access = (provider: Provider, changes: Readonly<Record<string, string>> = {}): VenueAccess => ({
    provider,
    ...endpointsOf(provider),
    credentials: keys.merged(provider, changes),
  })

  const connect = (provider: Provider): void => {
    deps.disconnect(provider.id)
    if (isOn(provider)) deps.connect(access(provider))
  }

  const view = (provider: Provider): ProviderView => {
    const { id, name, simulated, credentials } = provider
    const known = keys.of(id)
    const isSet = (field: string): boolean => known[field] !== undefined
    return {
      id,
      name,
      enabled: isOn(provider),
      simulated,
      needsKey: credentials.length > 0,
      hasKey: credentials.length > 0 && credentials.every((field) => isSet(field.name)),
      credentials: credentials.map((field) => ({ ...field, isSet: isSet(field.name) })),
      secretsProblem: keys.problem(id),
      ...endpointsOf(provider),
      endpoints: [...provider.endpoints],
      notes: provider.notes,
      historyFrom: settingsOf(id).historyFrom,
      instruments: deps.instruments(id),
      status: deps.status(id),
      rest: deps.rest(id),
    }
  }

  return {
    async start() {
      for (const provider of deps.providers) {
        await keys.load(provider)
        connect(provider)
      }
    },
    list: () => deps.providers.map(view),
    async configure({ id, enabled, restUrl, wsUrl, credentials, historyFrom }) {
      const provider = find(id)
      const before = settingsOf(id)
      if (historyFrom === id)
        throw codedError('bad-request', `historyFrom: ${provider.name} can't stand in for itself`)
      if (historyFrom !== undefined && historyFrom !== null) find(historyFrom)
      const next: VenueSettings = {
        id,
        enabled: enabled ?? before.enabled,
        restUrl: changed(before.restUrl, restUrl, 'restUrl', restSchemes),
        wsUrl: changed(before.wsUrl, wsUrl, 'wsUrl', wsSchemes),
        historyFrom: historyFrom === undefined ? before.historyFrom : historyFrom,
      }
      if (credentials !== undefined) await keys.save(provider, credentials)
      deps.settings.save(next)
      stored.set(id, next)
      const isReachedAnew =
        credentials !== undefined ||
        next.enabled !== before.enabled ||
        next.restUrl !== before.restUrl ||
        next.wsUrl !== before.wsUrl
      if (isReachedAnew) connect(provider)
      return view(provider)
    },
    reconnectAll() {
      for (const provider of deps.providers) if (isOn(provider) && !provider.simulated) connect(provider)
    },
    isEnabled: (id) => deps.providers.some((provider) => provider.id === id && isOn(provider)),
    accessOf: (id, changes) => access(find(id), changes),
    historyFrom: (id) => settingsOf(id).historyFrom,
  }
}
