"""Where an answer came from is never lost: from the draft into the record, through rows and another version."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.answers import flatten
from kiosk.domain.dossier import Answer, Origin
from kiosk.domain.papers import DutyKind, duties
from kiosk.services import filing, intake, papers
from kiosk.services.desk import Desk
from sync.parcel import open_record
from tests.office_factories import invented
from tests.office_factories import taken as page

GIVEN = st.sampled_from([Origin.TYPED, Origin.CARD, Origin.EARLIER])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None)
@given(data=st.data(), code=st.sampled_from(["1.004222", "2.002913", "3.000722"]))
def test_every_answer_of_a_record_says_where_it_came_from(desk: Desk, data: st.DataObject, code: str) -> None:
    answers, slots = invented(desk, code)
    origins = {key: data.draw(GIVEN) for key in answers}
    dossier = intake.begin(desk, code, "vi-VN")
    told = [Answer(key, value, origins[key]) for key, value in answers.items()]
    intake.put(desk, intake.open_draft(desk, dossier), told, page=None)
    state = intake.open_draft(desk, dossier).state
    for slot in slots:
        taken = papers.keep(desk, dossier, slot, [page()])
        for duty in duties(taken):
            if duty.kind is DutyKind.HAND_BACK:
                papers.handed_back(desk, taken)
            else:
                papers.keep_in_envelope(desk, dossier, [slot])
    filing.confirm(desk, dossier)
    (parcel,) = desk.store.parcels.by_dossier(dossier)
    record = open_record(parcel.record).fields
    wanted = {
        shown.row.renumbered(shown.field.id) if shown.row else shown.address: (
            Origin.COMPUTED if shown.locked else origins[shown.address]
        )
        for shown in state.fields()
        if shown.value is not None
    }
    assert record["origins"] == {key: str(origin) for key, origin in wanted.items()}
    assert set(record["origins"]) == set(flatten(state.definition, record["answers"]))
    kept = {a.field: a.origin for a in desk.store.dossiers.answers(dossier)}
    locked = set(state.computed)
    assert all(kept[key] is origins[key] for key in answers if key not in locked)
