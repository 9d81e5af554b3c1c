"""What do headings mean that other systems are known to write?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from csa.layouts.words import folded
from csa.sources import all_sources

REF = r"(ref(erence)?( no)?|no|num(ber)?|urn|id)"
PLACE = {
    "easting": r"(grid )?east(ing)?|x|e|x coord(inate)?|os x",
    "northing": r"(grid )?north(ing)?|y|n|y coord(inate)?|os y",
    "lsoa_code": r"lsoa( (11|21|2011|2021))?( (code|cd|name))?|lower super output area.*",
    "district_code": r"(local )?(authority|council|district)( (name|code|of incident))?"
    r"|beat( code)?|ward( (name|code))?|lad( name)?",
    "coord_quality": r"((grid|location|geocode|coord(inate)?s?) )?(accuracy|precision|quality)",
}
GRID_REFERENCE = r"grid ref(erence)?|os grid ref(erence)?|ngr"
PERSON = {
    "crime_ref": rf"(crime|occurrence|offence) {REF}|crime urn",
    "sex": r"(suspect |offender |victim )?(sex|gender)( desc)?",
    "ethnicity_self": r"ethnicity 1[68]|.*self (defined|assessed).*|sd ethnicity.*",
    "ethnicity_officer": r"ethnicity 6|.*\bic code.*|ethnicity|officer defined ethnicity",
}
BORN = r"(.*\b)?(d ?o ?b|date ?of ?birth)"
# By source, in the order in which a heading is tried.
MEANINGS: Mapping[str, Mapping[str, str]] = {
    "police_crimes": {
        "crime_ref": rf"(crime|occurrence|offence) {REF}|crime urn|old crime no",
        "recorded_date": r"(occurrence )?created( date)?|date (record )?(created|recorded)"
        r"|record(ed|ing) (date|on)|crime valid date|date of police contact",
        "committed_from": r"(date )?(first )?committ?ed from( date)?|(date )?first committ?ed"
        r"|date from|offence (start|from)( date)?",
        "committed_to": r"(date )?(last )?committ?ed to( date)?|(date )?last committ?ed|date to"
        r"|offence (end|to)( date)?",
        "ho_offence_code": r"(offence )?\(?ho (offence )?(class|code)\)?|ho sub code|hooc|"
        r"offence code|home office (class|code)",
        "police_uk_category": r"(police ?uk )?categor(y|ies)|crime type|rec title|offence( title)?|"
        r"crime cat",
        "status": r"stats class status|(crime )?status|ncr code",
        "outcome_code": r".*\boutcome.*",
        "flag_nte": r"(nte|night ?time economy)( flag| related)?",
        "flag_cse": r"(cse|child sexual exploitation)( flag| related)?",
        "complaint_ref": rf"(related )?complaint( {REF})?",
        "flag_domestic": r"domestic( abuse| violence)?( flag| marker| related)?|da( flag| marker)?",
        "flag_hate": r"hate( crime)?( flag| strand)?",
        "flag_alcohol": r"alcohol( related| flag)?",
        "flag_drugs": r"drugs?( related| flag)",
        "flag_weapon": r"(weapon|knife)( used| flag| related)?",
        "flag_cyber": r"cyber( crime| flag| related)?",
        **PLACE,
    },
    "police_victims": {**PERSON, "victim_ref": rf"victim {REF}|nominal {REF}|person {REF}"},
    "police_suspects": {
        **PERSON,
        "suspect_ref": rf"(suspect|offender) {REF}|nominal {REF}|person {REF}",
    },
    "asb": {
        "incident_ref": rf"(incident|case|log|call|asb|sr|service request) {REF}",
        "created_at": r"(incident|call|case|log) date( ?time)?"
        r"|date (reported|created|opened|logged|received)"
        r"|(date|time) of (call|incident)|date ?time|created|opened",
        "closed_at": r"(date )?closed( date)?( ?time)?|date closed",
        "nsir_category": r"incident type|(asb|incident|nsir|complaint) (category|type)|category"
        r"|nature( of (complaint|incident|call))?",
        "qualifiers": r"qualifiers?|tags",
        "repeat_caller": r"repeat( caller| complainant| victim)?\??",
        "risk": r"risk( level| grade| score)?|priority",
        "caller_ref": rf"caller {REF}|(complainant )?tenancy {REF}",
        **PLACE,
    },
    "fire": {
        "incident_ref": rf"(frs )?incident {REF}|irs {REF}",
        "call_datetime": r"(date|time)( and time)? of call|call (date( ?time)?|time)",
        "incident_class": r"fire type|(incident )?(class|category)|type of fire",
        "motive": r"motive|cause( of fire)?",
        "property_type": r"property( type.*)?",
        "fatalities": r"fatal(itie)?s",
        "injuries": r"casualties( total)?|total casualties|injur(ie)?s|injured",
        "hoax": r"hoax|malicious( call)?",
        "location_type": r"(urban|rural)( (or|and) (urban|rural))?",
        "attack_on_crew": r"attack on (crew|firefighters)",
        **PLACE,
    },
    "environment": {
        "report_ref": rf"{REF}|(report|case|request|enquiry) {REF}",
        "reported_at": r"(date )?reported( date)?|date|created( at)?|date (received|logged)",
        "report_type": r"kind|(report|request|service|noise) type|category",
        "land": r"land type|land",
        "size": r"size( of (load|tip))?",
        "action": r"action( taken)?",
        "on_behalf": r"report(ed by|er)|source",
        **PLACE,
    },
}
PERSONAL = re.compile(
    r"(.*\b)?(sur ?name|fore ?names?|given name|maiden|name|address|street|premises?|location|"
    r"house|tele?phone|phone|mobile|e ?mail|post ?code|officer|occupation|employer|school|uprn|"
    r"pnc|cro|collar|badge|custody|mo|notes?|narrative|description|details?|comments?|summary|vrm|"
    r"remarks?|free text|oic|owner|occupier|keeper|landlord|registration|contact|"
    r"post town|place of birth|perpetrator|other)\b.*|"
    r"complainant|enquirer|caller|informant|aggrieved|witness"
)
NAMES_OF_AREAS = re.compile(
    r"(lsoa|ward|district|council|local authority|beat|msoa)( name)?|(.* )?location type"
)
SUBJECTS = {
    "fly": "fly_tipping",
    "waste": "fly_tipping",
    "noise": "noise",
    "graffiti": "graffiti",
    "litter": "litter",
}


@lru_cache(maxsize=1 << 12)
def plain(heading: str) -> str:
    """Return a heading as it is looked up.

    Examples
    --------
    >>> plain("FRS_Incident Number"), plain("Date/Time"), plain("LastName")
    ('frs incident number', 'date time', 'last name')
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    return folded(re.sub(r"[_/.\-\[\]]", " ", apart))


@lru_cache
def own_names(source: str) -> Mapping[str, str]:
    """Return the columns of a source by their own names, as these are looked up."""
    columns = all_sources()[source].columns
    return {plain(name): c.name for c in columns for name in (c.name, *c.aliases)}


@lru_cache
def known_headings(source: str) -> Mapping[str, str]:
    """Return, by column of a source, the headings that other systems are known to write."""
    columns = {column.name: column.headed for column in all_sources()[source].columns}
    own = {name: pattern for name, pattern in columns.items() if pattern}
    place = {name: pattern for name, pattern in PLACE.items() if name in columns}
    return {**own, **MEANINGS.get(source, place)}


def meaning(heading: str, source: str) -> str:
    """Return the column of a source that a heading names or is known to mean, or nothing."""
    name = plain(heading)
    if name in own_names(source):
        return own_names(source)[name]
    found = (c for c, pattern in known_headings(source).items() if re.fullmatch(pattern, name))
    return next(found, "")


def is_personal(heading: str) -> bool:
    """Return whether a heading is of what names or describes somebody, or of free text."""
    name = plain(heading)
    if NAMES_OF_AREAS.fullmatch(name):
        return False
    return bool(PERSONAL.fullmatch(name) or re.fullmatch(BORN, name))
