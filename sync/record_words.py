"""The words records are shrunk against: what nearly all of them say need not travel with each (RFC 1950, a preset dictionary).

Frozen: whoever changes a letter makes every record that was shrunk against it unreadable. A better list is another list beside
this one, under another ``RECORD_WORDS``, and this one stays. Field ids, choices and papers are those of the forms of November
2026; a record that says something else only travels a little longer.
"""

_CHOICES = """
on_form vneid separate paper electronic witness pledge spouse child parent relative representative
authorised substitute none a1 a b1 b higher permanent temporary current abroad male female head wife husband
adopted in_law father mother grandparent grandchild sibling lodger other vietnamese foreign can_cuoc cccd
certificate cmnd passport army police other_document never divorced widowed married other_case both
mother_only father_only surrogacy abandoned deceased elderly disabled meritorious ethnic border poor orphan
household organisation close unknown counter post agreement custom raiser on_time overdue long_dead home
facility elsewhere guardian self one two lodging workers clinic visit work study treatment travel
small_child new_number adjust list own family rented barracks monthly single_parent_child aged died
settled_abroad cancelled absent nationality lease_ended sold gone parents_own parents_other other_person
requester other_kin lost damaged expired three four protection social_pension insurance veteran marry_here
marry_foreigner marry_abroad property loan labour_abroad another kin_other return commune notary good secret
expiring paper_card details overseas naturalised foreigner religious care vehicle newborn support minor
clergy ward institution
"""

_FIELDS = """
appendix_wanted arrival_date arrival_night arrived_late authoriser_kin authority_here authority_place
birth_evidence birth_notice_agency birth_notice_date birth_notice_number birth_registered
birth_registration_kind burial_date burial_place care_case certifier child_birth child_birth_in_words
child_birth_place child_birth_place_abroad child_birth_where child_country child_ethnic child_ethnic_by
child_family_name child_family_name_by child_given_name child_home_town child_home_town_abroad
child_home_town_by child_middle_name child_name child_nationality child_residence child_sex
contribution_level contribution_method copies copies_wanted correct_personal corrected_birth
corrected_birth_registered corrected_name corrected_number corrected_sex death_agency death_cause death_date
death_date_in_words death_hour death_minute death_notice_agency death_notice_date death_notice_kind
death_notice_number death_number death_place death_place_abroad death_registration_kind death_where
deceased_birth deceased_country deceased_document_kind deceased_document_number deceased_ethnic
deceased_issued deceased_issued_by deceased_name deceased_nationality deceased_number deceased_residence
deceased_residence_abroad deceased_residence_kind deceased_sex deceased_social_insurance_number
divorce_agency divorce_date divorce_number document_copies document_electronic document_fee document_name
document_pages document_state dwelling dwelling_case family_case father_birth father_country
father_document_kind father_document_number father_ethnic father_issued father_issued_by father_name
father_nationality father_number father_residence father_residence_abroad father_residence_kind
fee_exemption filer first_clinic for_whom force foreign_element funeral_scheme guardian_birth guardian_name
guardian_number guardian_organisation guardian_residence guardian_residence_abroad guardian_residence_kind
guest_birth guest_kin guest_name guest_nationality guest_number guest_passport guest_sex head_consent
head_is head_name head_number head_relation head_relation_text health_address health_address_same
health_facility host_kind host_name husband_birth husband_country husband_document_kind
husband_document_number husband_ethnic husband_issued husband_issued_by husband_marital_status
husband_marriage_count husband_name husband_nationality husband_number husband_residence
husband_residence_abroad husband_residence_kind insurance_address insurance_attached insurance_case
insurance_relation insurance_request insured_birth insured_birth_registered insured_country insured_email
insured_ethnic insured_name insured_nationality insured_number insured_parent_name insured_phone insured_sex
kin_birth kin_birth_registered kin_insurance_number kin_name kin_number kin_relation kin_sex kinship
kinship_text leaves_barracks licence_class licence_issued licence_issued_by licence_number licence_reason
licence_reason_other linked_parts marital_status marital_story marriage_agency marriage_date marriage_number
marriage_place member_birth member_minor member_name member_number member_relation member_relation_other
member_sex moored_elsewhere mother_birth mother_country mother_document_kind mother_document_number
mother_ethnic mother_issued mother_issued_by mother_name mother_nationality mother_number mother_residence
mother_residence_abroad mother_residence_kind mover_birth mover_email mover_name mover_number mover_phone
mover_relation mover_relation_other mover_sex mover_status organiser_birth organiser_current_residence
organiser_is_requester organiser_issued organiser_issued_by organiser_kind organiser_lives_there
organiser_me organiser_name organiser_number organiser_organisation organiser_organisation_address
organiser_position organiser_relation organiser_residence other_names owner_consent owner_name owner_number
owner_who parent_consent parent_name parent_number parents parents_marriage_book parents_marriage_date
parents_marriage_number parents_marriage_place parents_married partner_birth partner_country
partner_document partner_name partner_nationality past_convictions period_from period_needed period_place
period_to person_birth person_ethnic person_id_issued person_id_issuer person_id_kind person_id_number
person_name person_nationality person_nationality_text person_number person_residence
person_residence_abroad person_residence_kind person_sex previous_certificate previous_lost_reason purpose
purpose_kind purpose_text record_bans record_copies record_for record_kind record_purpose registration
relation relation_text religious_case removal_reason removal_since request_content requester_birth
requester_birth_place requester_document_kind requester_document_number requester_email requester_ethnic
requester_id_issued requester_id_issuer requester_id_kind requester_id_number requester_issued
requester_issued_by requester_name requester_nationality requester_number requester_phone
requester_residence requester_residence_abroad requester_residence_kind requester_sex residence_case
residence_confirmation residence_confirmer residence_exemption residence_same_commune residence_same_father
residence_same_mother residence_with result_address result_phone result_return result_same_address
social_insurance_number spouse_birth spouse_name stay_from stay_place stay_reason stay_reason_other
stay_until stay_work support_case temporary_ends temporary_from temporary_residence temporary_until
wife_birth wife_country wife_document_kind wife_document_number wife_ethnic wife_issued wife_issued_by
wife_marital_status wife_marriage_count wife_name wife_nationality wife_number wife_residence
wife_residence_abroad wife_residence_kind
"""

_PAPERS = {
    "abandoned_report": "Biên bản về việc trẻ bị bỏ rơi",
    "allowance_record": "Quyết định trợ cấp hằng tháng của người đã mất",
    "area_proof": "Giấy tờ cho biết nhà đủ diện tích",
    "army_introduction": "Giấy giới thiệu của đơn vị quân đội",
    "authorisation": "Giấy ủy quyền",
    "authorisation_certified": "Giấy ủy quyền có chứng thực",
    "authorisation_family": "Giấy ủy quyền của người thân trong nhà, không cần chứng thực",
    "birth_notice": "Giấy chứng sinh",
    "birth_notice_electronic": "Giấy chứng sinh điện tử",
    "birth_pledge": "Giấy cam đoan về việc sinh",
    "birth_record": "Giấy khai sinh của trẻ",
    "birth_witness": "Văn bản của người làm chứng việc sinh",
    "care_proof": "Giấy tờ xác nhận việc chăm sóc, nuôi dưỡng, trợ giúp",
    "care_request": "Văn bản đề nghị của người đứng đầu cơ sở trợ giúp xã hội",
    "certified_copies": "Bản sao có chứng thực của giấy tờ phải xuất trình",
    "ct01": "Tờ khai thay đổi thông tin cư trú (CT01), có chữ ký đồng ý",
    "death_notice": "Giấy báo tử",
    "death_notice_electronic": "Giấy báo tử điện tử",
    "death_notice_substitute": "Giấy tờ thay giấy báo tử",
    "death_place_proof": "Giấy tờ cho biết nơi mất",
    "death_record": "Giấy chứng tử hoặc trích lục khai tử của vợ, chồng",
    "divorce_ruling": "Bản án hoặc quyết định ly hôn, hoặc trích lục ghi chú ly hôn",
    "dwelling_proof": "Giấy tờ chứng minh chỗ ở hợp pháp",
    "exemption_proof": "Giấy tờ cho biết được miễn lệ phí",
    "father_identity": "Giấy tờ tùy thân của cha",
    "funeral_scheme_proof": "Giấy tờ về chế độ của người đã mất",
    "guest_papers": "Giấy tờ có số định danh của khách",
    "head_consent_paper": "Giấy đồng ý của chủ hộ",
    "health_certificate": "Giấy khám sức khỏe của người lái xe còn hạn",
    "identity_card": "Thẻ căn cước hoặc hộ chiếu của người đi nộp",
    "kinship_proof": "Giấy tờ chứng minh quan hệ với chủ hộ hoặc người trong nhà",
    "last_residence_proof": "Giấy tờ về nơi cư trú cuối cùng",
    "list_declarations": "Tờ khai CT01 của từng người trong danh sách",
    "list_request": "Văn bản đề nghị đăng ký tạm trú, kèm danh sách",
    "long_dead_evidence": "Giấy tờ, bằng chứng về việc người thân đã mất",
    "marital_lookup": "Tình trạng hôn nhân của hai bên",
    "marriage_record": "Giấy chứng nhận kết hôn",
    "mother_identity": "Giấy tờ tùy thân của mẹ",
    "nationality_decision": "Quyết định cho nhập quốc tịch hoặc trở lại quốc tịch Việt Nam",
    "old_licence": "Bằng lái cũ",
    "originals": "Bản chính các giấy tờ cần sao",
    "other_identity": "Thẻ căn cước hoặc hộ chiếu của người kia",
    "owner_consent_paper": "Giấy đồng ý của chủ nhà",
    "parent_consent_paper": "Giấy đồng ý của cha, mẹ hoặc người giám hộ",
    "parents_marriage": "Giấy chứng nhận kết hôn của cha mẹ",
    "passport": "Hộ chiếu Việt Nam còn giá trị, hoặc giấy tờ chứng minh quốc tịch kèm văn bản đồng ý của cơ quan xuất nhập cảnh",
    "police_introduction": "Giấy giới thiệu của đơn vị công an",
    "previous_certificate": "Giấy xác nhận tình trạng hôn nhân đã cấp lần trước",
    "religious_house": "Văn bản của Ủy ban nhân dân xã xác nhận cơ sở có nhà ở",
    "religious_office": "Giấy tờ là nhà tu hành, chức sắc, chức việc hoặc người đại diện cơ sở tín ngưỡng",
    "religious_ward": "Văn bản của Ủy ban nhân dân xã xác nhận người không nơi nương tựa và cơ sở có nhà ở",
    "removal_proof": "Giấy tờ về lý do xóa thường trú",
    "rental_contract": "Hợp đồng hoặc giấy cho thuê, cho mượn, cho ở nhờ có công chứng, chứng thực",
    "residence_proof": "Giấy tờ chứng minh nơi cư trú",
    "surrogacy_proof": "Văn bản của cơ sở y tế về việc mang thai hộ",
    "unit_introduction": "Giấy giới thiệu của đơn vị cho chuyển ra ngoài",
    "vehicle_mooring": "Văn bản của Ủy ban nhân dân xã xác nhận nơi tàu, thuyền, xe đậu đỗ thường xuyên",
    "vehicle_papers": "Giấy đăng ký và đăng kiểm của tàu, thuyền, xe dùng để ở, hoặc xác nhận của xã",
}

_FRAME = (
    '"answers":{"authority_here":true,"copies":1,"code":"1","list":"QD121","name":"","commune":"","deta'
    'il":"","province":"","channel":{"assisted":true,"code":1,"place":"counter","trip":null},"citizen_s'
    'ignature":null,"consents":[],"device":"","dossier":"","in_reply_to":null,"kind":"filing","note":nu'
    'll,"office":{"counter":"Q1","name":"","unit":""},"officer":{"code":"","role":"commune_officer"},"o'
    'rigins":{"":"computed","":"card","":"typed"},"papers":[{"digitised":{"at":"2026-11-","by":"","how"'
    ':"camera"},"envelope":null,"handling":"number_only","media":"image/jpeg","name":"","pages":1,"pape'
    'r":"","returned":true,"sha256":"","size":1,"slot":0},{"digitised":{"at":"2026-11-","by":"","how":"'
    'scanner"},"envelope":null,"handling":"shown","media":"application/pdf","name":"","pages":1,"paper"'
    ':"","returned":true,"sha256":"","size":,"slot":}],"parcel":"","parts":[{"authority":{"kind":"ubnd_'
    'xa","name":"UBND xã ","unit":""},"part":"certificate","route":"system"}],"procedure":{"code":"1.00'
    '","version":"2026.1"},"read_back":null,"slip":{"issued_at":"2026-","number":"TAM-"},"times":{"cloc'
    'k_floor":"2026-","device":"2026-","monotonic_ms":},"unsure":[],"v":1,"waiting_lookup":[]}'
)


def _words() -> bytes:
    papers = "".join(
        f'"name":"{name}","pages":1,"paper":"{id}","returned":true' for id, name in _PAPERS.items()
    )
    choices = "".join(f'"{word}",' for word in _CHOICES.split())
    fields = "".join(f'"{word}":"typed",' for word in _FIELDS.split())
    # What is most often said comes last: it is found with the shortest reach.
    return "".join((papers, choices, fields, _FRAME)).encode()


RECORD_WORDS = _words()
