"""The chain of one envelope as an officer reads it: who holds it, every step, what each signature is worth."""

from PySide6.QtWidgets import QWidget

from kiosk.domain.papers import CustodyStep, HolderKind
from kiosk.i18n.values import KnownDate
from kiosk.services.custody import Link, Story
from kiosk.services.desk import VIETNAM
from kiosk.ui.counter import custody_words as say
from kiosk.ui.counter.section import Section, signed, small, stacked, words
from kiosk.ui.theme.sizes import Role
from kiosk.ui.widgets.kit import Kit


def custody_section(kit: Kit, story: Story) -> Section:
    """One envelope, whole."""
    number = story.envelope.number
    section = Section(kit, f"envelope-{number}", kit.show(say.NUMBER, number=number).text, "envelope")
    section.add(small(kit, kit.show(say.INSIDE, papers=", ".join(story.papers)).text, "ink"))
    section.add(holding(kit, story))
    for link in story.links:
        section.add(_link(kit, link))
    sound, ink = (say.SOUND, "muted") if story.sound else (say.UNSOUND, "danger_ink")
    verdict = signed(kit, "shield" if story.sound else "warning", kit.show(sound).text, ink)
    verdict.setObjectName(f"verdict-{number}")
    section.add(verdict)
    return section


def holding(kit: Kit, story: Story) -> QWidget:
    """Who answers for the envelope now, and to whom it was offered."""
    now = story.holder
    icon = say.HOLDER_ICONS[now.event.holder.kind]
    text = kit.show(say.HOLDS, holder=holder_name(kit, now)).text
    row = signed(kit, icon, text, "ink", Role.OFFICER_STRONG)
    row.setObjectName(f"holder-{story.envelope.number}")
    offered = story.offered
    if offered is None:
        return row
    told = kit.show(say.OFFERED, holder=holder_name(kit, offered)).text
    return stacked(kit, row, signed(kit, "waiting", told, "warn_ink"))


def holder_name(kit: Kit, link: Link) -> str:
    """Who holds, or is to take, an envelope."""
    match link.event.holder.kind:
        case HolderKind.OFFICER:
            return kit.show(say.OFFICER, name=link.holder).text
        case HolderKind.CARRIER:
            return kit.show(say.POST).text
        case HolderKind.CITIZEN:
            return kit.show(say.OWNER).text
        case HolderKind.AUTHORITY:
            return link.holder


def _link(kit: Kit, link: Link) -> QWidget:
    event = link.event
    at = event.at.astimezone(VIETNAM)
    what = say.STEPS[event.step]
    params = {} if event.step is CustodyStep.RETURNED else {"holder": holder_name(kit, link)}
    moment = kit.show(say.MOMENT, time=f"{at:%H:%M}", day=KnownDate.of(at)).text
    said = words(kit, f"{moment} · {kit.show(what, **params).text}")
    icon, ink = say.PROOF_ICONS[link.proof]
    row = stacked(kit, said, signed(kit, icon, kit.show(say.PROOFS[link.proof], by=link.by).text, ink))
    row.setObjectName(f"link-{event.envelope}-{event.seq}")
    return row
