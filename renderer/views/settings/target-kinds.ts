/** What each kind of target is called, what it asks for, and where a user finds that. */
import type { TargetKind } from '../../../shared/model/delivery.ts'

export type OutboundKind = Exclude<TargetKind, 'desktop'>

/** Fields besides name, secret and words. */
export type KindField = 'url' | 'chatId' | 'priority' | 'host' | 'port' | 'security' | 'user' | 'to' | 'from'

type KindInfo = {
  readonly label: string
  /** Of the secret; null where it is chosen as a webhook's is. */
  readonly secret: {
    readonly label: string
    readonly hint: string
    readonly needed: boolean
  } | null
  readonly fields: readonly KindField[]
}

export const targetKindInfo: Readonly<Record<OutboundKind, KindInfo>> = {
  webhook: { label: 'Webhook', secret: null, fields: ['url'] },
  discord: {
    label: 'Discord',
    secret: {
      label: 'Webhook URL',
      hint: 'In Discord: Edit Channel, Integrations, Webhooks, New Webhook, Copy Webhook URL.',
      needed: true,
    },
    fields: [],
  },
  slack: {
    label: 'Slack',
    secret: {
      label: 'Webhook URL',
      hint: 'At api.slack.com/apps: your app, Incoming Webhooks, Add New Webhook, Copy.',
      needed: true,
    },
    fields: [],
  },
  telegram: {
    label: 'Telegram',
    secret: {
      label: 'Bot token',
      hint: 'Write /newbot to @BotFather; it answers a token such as 123456789:AbC… Then write to your bot once.',
      needed: true,
    },
    fields: ['chatId'],
  },
  ntfy: {
    label: 'ntfy',
    secret: {
      label: 'Access token',
      hint: 'Only for a protected topic: Account, Access tokens.',
      needed: false,
    },
    fields: ['url', 'priority'],
  },
  pushover: {
    label: 'Pushover',
    secret: {
      label: 'Token and key',
      hint: 'At pushover.net: the API token of an application of yours, a space, and your user key.',
      needed: true,
    },
    fields: ['priority'],
  },
  teams: {
    label: 'Microsoft Teams',
    secret: {
      label: 'Workflow URL',
      hint: 'In Teams: the channel, Workflows, "Send webhook alerts to a channel"; it shows the URL at its end.',
      needed: true,
    },
    fields: [],
  },
  email: {
    label: 'E-mail',
    secret: {
      label: 'Password',
      hint: 'Of the mail account; many providers want an app password, made in their security settings.',
      needed: false,
    },
    fields: ['host', 'security', 'port', 'user', 'to', 'from'],
  },
}

export const outboundKinds = (Object.keys(targetKindInfo) as OutboundKind[]).map((kind) => ({
  value: kind,
  label: targetKindInfo[kind].label,
}))

export function kindLabel(kind: TargetKind): string {
  return kind === 'desktop' ? 'This computer' : targetKindInfo[kind].label
}
