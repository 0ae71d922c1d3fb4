/** Which venues are on, and where each is reached: documented hosts, the environment's, or the user's own. */
import type { ProviderView } from '../../shared/contract/methods.ts'
import { codedError } from '../../shared/errors.ts'
import type { ProviderId } from '../../shared/model/ids.ts'
import type { FeedStatus } from '../../shared/model/feed-status.ts'
import type { Provider } from '../providers/provider.ts'
import type { Host } from './deps.ts'

export type VenueSettings = {
  readonly id: ProviderId
  /** Null: as the venue comes. */
  readonly enabled: boolean | null
  readonly restUrl: string | null
  readonly wsUrl: string | null
}

export type VenuesDeps = {
  readonly providers: readonly Provider[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly secrets: Host['secrets']
  readonly settings: { list(): VenueSettings[]; save(settings: VenueSettings): void }
  /** Origins of an exchange that this process runs itself. */
  local(provider: ProviderId): { restUrl: string; wsUrl: string } | null
  status(provider: ProviderId): FeedStatus
  /** Connects a venue, after disconnecting it where it was connected. */
  connect(venue: {
    provider: Provider
    restUrl: string
    wsUrl: string
    credentials: Record<string, string>
  }): void
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
  }): Promise<ProviderView>
  isEnabled(provider: ProviderId): boolean
}

/** An override replaces scheme, host and port; a venue's documented path stays. */
function originOf(url: string, field: string, schemes: readonly string[]): string {
  const parsed = new URL(url)
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

export function createVenues(deps: VenuesDeps): Venues {
  const stored = new Map<ProviderId, VenueSettings>()
  const hasKey = new Set<ProviderId>()
  for (const settings of deps.settings.list()) stored.set(settings.id, settings)

  const find = (id: ProviderId): Provider => {
    const provider = deps.providers.find((each) => each.id === id)
    if (provider === undefined) throw codedError('not-found', `no venue ${id}`)
    return provider
  }
  const settingsOf = (id: ProviderId): VenueSettings =>
    stored.get(id) ?? { id, enabled: null, restUrl: null, wsUrl: null }

  const isOn = (id: ProviderId): boolean => settingsOf(id).enabled ?? true

  const endpoints = (provider: Provider): { restUrl: string; wsUrl: string } => {
    const { restUrl, wsUrl } = settingsOf(provider.id)
    const local = deps.local(provider.id)
    const prefix = `TICKERDECK_${provider.id.toUpperCase().replaceAll('-', '_')}`
    return {
      restUrl: restUrl ?? deps.env[`${prefix}_REST_URL`] ?? local?.restUrl ?? provider.restUrl,
      wsUrl: wsUrl ?? deps.env[`${prefix}_WS_URL`] ?? local?.wsUrl ?? provider.wsUrl,
    }
  }

  const secretName = (id: ProviderId): string => `venue:${id}`

  const credentialsOf = async (provider: Provider): Promise<Record<string, string>> => {
    if (provider.credentials.length === 0) return {}
    const text = await deps.secrets.get(secretName(provider.id))
    return text === null ? {} : (JSON.parse(text) as Record<string, string>)
  }

  const connect = async (provider: Provider): Promise<void> => {
    deps.disconnect(provider.id)
    if (!isOn(provider.id)) return
    const credentials = await credentialsOf(provider)
    if (provider.credentials.every((name) => name in credentials)) hasKey.add(provider.id)
    deps.connect({ provider, ...endpoints(provider), credentials })
  }

  const view = (provider: Provider): ProviderView => ({
    id: provider.id,
    name: provider.name,
    enabled: isOn(provider.id),
    simulated: provider.simulated,
    needsKey: provider.credentials.length > 0,
    hasKey: provider.credentials.length > 0 && hasKey.has(provider.id),
    ...endpoints(provider),
    status: deps.status(provider.id),
  })

  return {
    async start() {
      for (const provider of deps.providers) await connect(provider)
    },
    list: () => deps.providers.map(view),
    async configure({ id, enabled, restUrl, wsUrl, credentials }) {
      const provider = find(id)
      const before = settingsOf(id)
      const next: VenueSettings = {
        id,
        enabled: enabled ?? before.enabled,
        restUrl:
          restUrl === undefined
            ? before.restUrl
            : restUrl === null
              ? null
              : originOf(restUrl, 'restUrl', restSchemes),
        wsUrl:
          wsUrl === undefined ? before.wsUrl : wsUrl === null ? null : originOf(wsUrl, 'wsUrl', wsSchemes),
      }
      if (credentials !== undefined) {
        const unknown = Object.keys(credentials).filter((name) => !provider.credentials.includes(name))
        if (unknown.length > 0)
          throw codedError('bad-request', `credentials: ${provider.name} has no ${unknown.join(', ')}`)
        await deps.secrets.set(secretName(id), JSON.stringify(credentials))
      }
      deps.settings.save(next)
      stored.set(id, next)
      await connect(provider)
      return view(provider)
    },
    isEnabled: (id) => deps.providers.some((provider) => provider.id === id) && isOn(id),
  }
}
