/** All settings in one scrolled page, each saved as it is changed. */
import { useRef, type ReactNode, type RefObject } from 'react'
import { actions } from '../../state/actions.ts'
import type { SettingsPart } from '../../state/app-state.ts'
import { useApp } from '../../state/store.ts'
import { Modal } from '../../ui/dialog.tsx'
import { Appearance } from './appearance.tsx'
import { DataSection } from './data-section.tsx'
import { Notifications } from './notifications.tsx'
import { QuietHours } from './quiet-hours.tsx'
import { ReplaySection } from './replay-section.tsx'
import styles from './settings.module.css'
import { SoundsSection } from './sounds-section.tsx'
import { TargetsSection } from './targets-section.tsx'
import { VenuesSection } from './venues-section.tsx'
import { WebhookListener } from './webhook-listener.tsx'

type SectionProps = {
  readonly title: string
  readonly part?: SettingsPart
  /** Of the part that the dialog was opened at. */
  readonly start?: RefObject<HTMLElement | null>
  readonly children: ReactNode
}

function Section({ title, part, start, children }: SectionProps) {
  const wanted = useApp(
    ({ dialog }) => part !== undefined && dialog?.kind === 'settings' && dialog.at === part,
  )
  return (
    <section
      ref={wanted ? start : undefined}
      className={styles['section']}
      {...(wanted ? { tabIndex: -1 } : {})}
      onFocus={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.scrollIntoView({ block: 'start' })
      }}
    >
      <h3>{title}</h3>
      {children}
    </section>
  )
}

export function SettingsDialog() {
  const system = useApp((state) => state.system)
  const opensAt = useApp(({ dialog }) => dialog?.kind === 'settings' && dialog.at !== undefined)
  const start = useRef<HTMLElement>(null)
  return (
    <Modal
      title="Settings"
      size="large"
      onClose={actions.closeDialog}
      {...(opensAt ? { initialFocus: start } : {})}
    >
      <Section title="Appearance">
        <Appearance />
      </Section>
      <Section title="Telling you" part="telling" start={start}>
        <Notifications />
      </Section>
      <Section title="Sounds" part="sounds" start={start}>
        <SoundsSection />
      </Section>
      <Section title="Quiet hours" part="quiet" start={start}>
        <QuietHours />
      </Section>
      <Section title="Targets: where alerts are sent" part="targets" start={start}>
        <TargetsSection />
      </Section>
      <Section title="Webhook listener">
        <WebhookListener />
      </Section>
      <Section title="Venues and network">
        <VenuesSection />
      </Section>
      <Section title="Replay">
        <ReplaySection />
      </Section>
      <Section title="Your data">
        <DataSection />
      </Section>
      {system !== null && (
        <p className={styles['about']}>
          Tickerdeck {system.version}, {system.shell} shell on {system.platform}
        </p>
      )}
    </Modal>
  )
}
