/** The channels that go over HTTP, by the kind of their targets. */
import type { Target } from '../../../shared/model/delivery.ts'
import type { HttpChannel } from './channel.ts'
import { discord } from './discord.ts'
import { ntfy } from './ntfy.ts'
import { pushover } from './pushover.ts'
import { slack } from './slack.ts'
import { teams } from './teams.ts'
import { telegram } from './telegram.ts'
import { webhook } from './webhook.ts'

export type HttpKind = Exclude<Target['kind'], 'desktop' | 'email'>

export const httpChannels: Readonly<Record<HttpKind, HttpChannel>> = {
  ...{ webhook, discord, slack, telegram, ntfy, pushover, teams },
}
