/** What stands above a page, and what can be done there. The host may show it in a place of its own. */
import { type ComponentType, type ReactNode, createContext } from "react";
import { Link } from "react-router";
import { Button, buttonClasses } from "./button";

/** Something that a page offers as a whole. */
export interface PageCommand {
  label: string;
  icon?: ReactNode;
  /** The main one; a page has at most one. */
  primary?: boolean;
  disabled?: boolean;
  /** What happens, or where it leads. */
  onPress: (() => void) | { to: string };
}

export interface PageHeaderProps {
  title: string;
  heading?: ReactNode;
  subtitle?: ReactNode;
  /** What only makes sense beside the page: a choice, a mark. */
  actions?: ReactNode;
  commands: readonly PageCommand[];
}

/** The heading in the page itself. */
export function PageHeader({ title, heading, subtitle, actions, commands }: PageHeaderProps) {
  return (
    <PageHeading heading={heading ?? <h1 className="text-xl font-semibold tracking-[-0.018em]">{title}</h1>} subtitle={subtitle}>
      {(actions !== undefined || commands.length > 0) && (
        <div className="flex flex-wrap items-center gap-2">
          {actions}
          {commands.map((command) => (
            <Command key={command.label} {...command} />
          ))}
        </div>
      )}
    </PageHeading>
  );
}

function Command({ label, icon, primary, disabled, onPress }: PageCommand) {
  const look = primary ? "primary" : "plain";
  if (typeof onPress === "object") {
    return (
      <Link to={onPress.to} className={buttonClasses(look)}>
        {icon}
        {label}
      </Link>
    );
  }
  return (
    <Button look={look} icon={icon} disabled={disabled} onClick={onPress}>
      {label}
    </Button>
  );
}

export function PageHeading({ heading, subtitle, children }: { heading: ReactNode; subtitle: ReactNode; children: ReactNode }) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        {heading}
        {subtitle !== undefined && <p className="text-sm text-muted">{subtitle}</p>}
      </div>
      {children}
    </header>
  );
}

const PageHeaderContext = createContext<ComponentType<PageHeaderProps>>(PageHeader);

export { PageHeaderContext };
