/** Menus: one that drops from a button, and one that opens where the pointer is. */
import { ContextMenu as BaseContextMenu } from '@base-ui/react/context-menu'
import { Menu as BaseMenu } from '@base-ui/react/menu'
import type { ReactElement, ReactNode } from 'react'
import styles from './menu.module.css'
import { Kbd } from './tag.tsx'

export type MenuItem = {
  readonly label: string
  readonly run: () => void
  /** Shown on the right: `Alt A`. */
  readonly keys?: string
  readonly danger?: boolean
  readonly disabled?: boolean
  /** A line above. */
  readonly separated?: boolean
}

function Items({ items }: { readonly items: readonly MenuItem[] }) {
  return items.map((item) => [
    item.separated === true && (
      <BaseMenu.Separator key={`${item.label}-line`} className={styles['separator']} />
    ),
    <BaseMenu.Item
      key={item.label}
      className={item.danger === true ? `${styles['item']} ${styles['danger']}` : styles['item']}
      disabled={item.disabled === true}
      onClick={item.run}
    >
      <span>{item.label}</span>
      {item.keys !== undefined && <Kbd>{item.keys}</Kbd>}
    </BaseMenu.Item>,
  ])
}

/** `trigger` is the button's words. */
export function DropMenu({
  label,
  trigger,
  items,
  className,
}: {
  readonly label: string
  readonly trigger: ReactNode
  readonly items: readonly MenuItem[]
  readonly className?: string | undefined
}) {
  return (
    <BaseMenu.Root>
      <BaseMenu.Trigger aria-label={label} title={label} {...(className === undefined ? {} : { className })}>
        {trigger}
      </BaseMenu.Trigger>
      <BaseMenu.Portal>
        <BaseMenu.Positioner className={styles['positioner']} align="end" sideOffset={4}>
          <BaseMenu.Popup className={styles['popup']}>
            <Items items={items} />
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  )
}

/** `area` is the element that is right-clicked. `items` is asked when the menu is rendered. */
export function ContextMenu({
  area,
  items,
  onOpenChange,
  children,
}: {
  readonly area: ReactElement
  readonly items: readonly MenuItem[]
  readonly onOpenChange?: (open: boolean) => void
  readonly children: ReactNode
}) {
  return (
    <BaseContextMenu.Root {...(onOpenChange === undefined ? {} : { onOpenChange })}>
      <BaseContextMenu.Trigger render={area}>{children}</BaseContextMenu.Trigger>
      <BaseContextMenu.Portal>
        <BaseContextMenu.Positioner className={styles['positioner']}>
          <BaseContextMenu.Popup className={styles['popup']}>
            <Items items={items} />
          </BaseContextMenu.Popup>
        </BaseContextMenu.Positioner>
      </BaseContextMenu.Portal>
    </BaseContextMenu.Root>
  )
}
