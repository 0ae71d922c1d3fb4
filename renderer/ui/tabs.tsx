/** Pages under tabs: one is seen, arrow keys go from tab to tab. */
import { Tabs as BaseTabs } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import styles from './tabs.module.css'

export type TabPage = { readonly id: string; readonly name: string; readonly content: ReactNode }

type Props = {
  readonly label: string
  readonly pages: readonly TabPage[]
  /** The page that is open at first. */
  readonly first: string
}

export function Tabs({ label, pages, first }: Props) {
  return (
    <BaseTabs.Root defaultValue={first}>
      <BaseTabs.List className={styles['tabs']} aria-label={label}>
        {pages.map(({ id, name }) => (
          <BaseTabs.Tab key={id} value={id} className={styles['tab']}>
            {name}
          </BaseTabs.Tab>
        ))}
      </BaseTabs.List>
      {pages.map(({ id, content }) => (
        <BaseTabs.Panel key={id} value={id} className={styles['page']}>
          {content}
        </BaseTabs.Panel>
      ))}
    </BaseTabs.Root>
  )
}
