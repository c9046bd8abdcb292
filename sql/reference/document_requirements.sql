-- Shipped document_requirements. Written by tools/reference.py from reference/: do not edit.
-- It comes into force where no operator has activated a version: as version 1 of a new database,
-- and as the next version where a release ships other rows.
do $shipped$
declare
    shipped bigint;
begin
    if exists (
        select
        from bankagent.reference_versions as v
        where v.dataset = 'document_requirements'
            and (
                (v.activated_at is not null and not v.is_shipped)
                or v.source = 'bankagent, a sample (reference/document_requirements.csv aebd33d55936)'
            )
    ) then
        return;
    end if;
    shipped := bankagent.add_reference_version(
        'document_requirements',
        'bankagent, a sample (reference/document_requirements.csv aebd33d55936)',
        '2026-11-28',
        'Sample: 17 requirements that nobody of the bank has set and that follow no law in full. Import the bank''s own.',
        'bankagent',
        p_is_shipped => true
    );
    perform bankagent.insert_reference_rows(shipped, 'document_requirements', $rows$[
        {"client_type":"person","jurisdiction":"any","product":"any","requirement":"identity","mandatory":true,"valid_months":null,"whose":"client","document_types":"passport national_id"},
        {"client_type":"person","jurisdiction":"any","product":"any","requirement":"address","mandatory":true,"valid_months":6,"whose":"client","document_types":"utility_bill bank_statement residence_certificate"},
        {"client_type":"company","jurisdiction":"any","product":"any","requirement":"register_extract","mandatory":true,"valid_months":12,"whose":"client","document_types":"register_extract"},
        {"client_type":"company","jurisdiction":"any","product":"any","requirement":"articles","mandatory":true,"valid_months":null,"whose":"client","document_types":"articles_of_association"},
        {"client_type":"company","jurisdiction":"any","product":"any","requirement":"owner_identity","mandatory":true,"valid_months":null,"whose":"beneficial_owner","document_types":"passport national_id"},
        {"client_type":"company","jurisdiction":"any","product":"any","requirement":"director_identity","mandatory":true,"valid_months":null,"whose":"director","document_types":"passport national_id"},
        {"client_type":"company","jurisdiction":"any","product":"any","requirement":"signatory_identity","mandatory":false,"valid_months":null,"whose":"signatory","document_types":"passport national_id"},
        {"client_type":"fund","jurisdiction":"any","product":"any","requirement":"register_extract","mandatory":true,"valid_months":12,"whose":"client","document_types":"register_extract"},
        {"client_type":"fund","jurisdiction":"any","product":"any","requirement":"prospectus","mandatory":true,"valid_months":null,"whose":"client","document_types":"prospectus offering_memorandum"},
        {"client_type":"fund","jurisdiction":"any","product":"any","requirement":"owner_identity","mandatory":true,"valid_months":null,"whose":"beneficial_owner","document_types":"passport national_id"},
        {"client_type":"trust","jurisdiction":"any","product":"any","requirement":"trust_deed","mandatory":true,"valid_months":null,"whose":"client","document_types":"trust_deed"},
        {"client_type":"trust","jurisdiction":"any","product":"any","requirement":"owner_identity","mandatory":true,"valid_months":null,"whose":"beneficial_owner","document_types":"passport national_id"},
        {"client_type":"bank","jurisdiction":"any","product":"any","requirement":"register_extract","mandatory":true,"valid_months":12,"whose":"client","document_types":"register_extract"},
        {"client_type":"bank","jurisdiction":"any","product":"any","requirement":"banking_licence","mandatory":true,"valid_months":null,"whose":"client","document_types":"banking_licence"},
        {"client_type":"bank","jurisdiction":"any","product":"any","requirement":"due_diligence_questionnaire","mandatory":true,"valid_months":18,"whose":"client","document_types":"wolfsberg_questionnaire"},
        {"client_type":"any","jurisdiction":"any","product":"margin_lending","requirement":"financial_statements","mandatory":true,"valid_months":18,"whose":"client","document_types":"financial_statements"},
        {"client_type":"any","jurisdiction":"US","product":"any","requirement":"tax_form","mandatory":true,"valid_months":36,"whose":"client","document_types":"w9 w8ben_e"}
    ]$rows$);
    perform bankagent.seal_reference(shipped);
    perform bankagent.put_reference_in_force(shipped, 'bankagent');
end
$shipped$;
