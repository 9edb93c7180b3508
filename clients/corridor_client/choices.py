"""What can be chosen from in answers.

Every enumeration has a member ``UNRECOGNIZED`` for what a server newer than this client
may send.
"""

from enum import StrEnum


class TerminationReason(StrEnum):
    """Why a solve stopped."""

    OPTIMAL = "OPTIMAL"
    """The plan is proven to cost least, to the gap that its certificate states."""

    FEASIBLE = "FEASIBLE"
    """A limit was reached; the certificate says how far from the least cost it may be."""

    INFEASIBLE = "INFEASIBLE"
    """No plan serves every demand that must be served; the conflict says why."""

    NO_PLAN_FOUND = "NO_PLAN_FOUND"
    """A limit was reached before any plan was found."""

    UNRECOGNIZED = "UNRECOGNIZED"


class DatasetFormat(StrEnum):
    """Form of a dataset's file."""

    CSV_ZIP = "CSV_ZIP"
    """A zip of CSV files, one per table."""

    JSON = "JSON"
    """A JSON object with a list per table."""

    WORKBOOK = "WORKBOOK"
    """A workbook in Excel's format, one sheet per table, with instructions."""

    PARQUET_ZIP = "PARQUET_ZIP"
    """A zip of Parquet files, one per table."""

    GMNS_ZIP = "GMNS_ZIP"
    """A zip with nodes and links as GMNS has them, and the other tables as CSV."""

    DEMAND_CSV = "DEMAND_CSV"
    """Demands alone, as a long table of origins, destinations, commodities and periods."""

    DEMAND_OMX = "DEMAND_OMX"
    """Demands alone, as an Open Matrix file."""

    UNRECOGNIZED = "UNRECOGNIZED"


class Limit(StrEnum):
    """Limit that stopped a solve."""

    TIME = "TIME"
    UNRECOGNIZED = "UNRECOGNIZED"


class PlanFormat(StrEnum):
    """Form of a file that is made with a plan."""

    WORKBOOK = "WORKBOOK"
    """The plan as a workbook in Excel's format, with charts."""

    GEOJSON = "GEOJSON"
    """Its legs and nodes for maps."""

    CSV_ZIP = "CSV_ZIP"
    """Its tables, a zip of CSV files."""

    PROGRAM_MPS = "PROGRAM_MPS"
    """The linear program in free MPS."""

    PROGRAM_LP = "PROGRAM_LP"
    """The linear program in the LP format of CPLEX."""

    PROGRAM_NAMES = "PROGRAM_NAMES"
    """What the program's columns and rows stand for, as CSV."""

    PARQUET_ZIP = "PARQUET_ZIP"
    """The plan's tables, a zip of Parquet files."""

    UNRECOGNIZED = "UNRECOGNIZED"


class PlanPhase(StrEnum):
    """What is done for a plan, in this order."""

    READING = "READING"
    """The dataset is read and checked."""

    BUILDING = "BUILDING"
    """The program is built."""

    SOLVING = "SOLVING"
    """It is solved."""

    CERTIFYING = "CERTIFYING"
    """The plan is put together and proven; or why there is none is found out."""

    WRITING = "WRITING"
    """The answer is written."""

    UNRECOGNIZED = "UNRECOGNIZED"


class StepKind(StrEnum):
    """What cargo does in one step of a path."""

    LEG = "LEG"
    TRANSFER = "TRANSFER"
    WAIT = "WAIT"
    """Stays in store at a node until the next period."""

    HOLD = "HOLD"
    """Stays with its owner at the origin until the next period, before it enters."""

    UNRECOGNIZED = "UNRECOGNIZED"


class UnservedReason(StrEnum):
    """Why some of a demand is left unserved."""

    NO_PATH = "NO_PATH"
    """No legs and transfers open to the commodity join origin and destination."""

    WINDOW_TOO_SHORT = "WINDOW_TOO_SHORT"
    """Paths exist, but none arrives within the window."""

    CAPACITY_EXHAUSTED = "CAPACITY_EXHAUSTED"
    """The cheapest path is worth taking, but capacities on it are full."""

    UNSERVED_PRICE_CHEAPER = "UNSERVED_PRICE_CHEAPER"
    """Even the cheapest path costs at least the price of leaving it unserved."""

    WHOLE_NUMBERS = "WHOLE_NUMBERS"
    """It would pay in fractions, but not in whole numbers: a run more would be too empty or
    too dear, or not all of a demand that is all or nothing can be served."""

    UNRECOGNIZED = "UNRECOGNIZED"


class Measure(StrEnum):
    """What a capacity counts."""

    TONNE = "TONNE"
    TEU = "TEU"
    WAGON = "WAGON"
    TRAIN = "TRAIN"
    VOYAGE = "VOYAGE"
    UNRECOGNIZED = "UNRECOGNIZED"


class QuantityUnit(StrEnum):
    """What one unit of a commodity is."""

    TONNE = "TONNE"
    TEU = "TEU"
    UNRECOGNIZED = "UNRECOGNIZED"


class FindingCode(StrEnum):
    """What is odd about a tariff."""

    CLIFF_UP = "CLIFF_UP"
    """The whole charge jumps up just above the border of a belt."""

    CLIFF_DOWN = "CLIFF_DOWN"
    """The whole charge drops just above the border of a belt."""

    NON_MONOTONE = "NON_MONOTONE"
    """Hauls of some lengths are cheaper than a shorter one."""

    TRIANGLE = "TRIANGLE"
    """A haul costs more than the hauls into which it can be split."""

    UNUSED_COEFFICIENT = "UNUSED_COEFFICIENT"
    """A coefficient fits nothing in the dataset, or changes nothing."""

    UNUSED_RATE = "UNUSED_RATE"
    """A haul rate is not chosen for anything in the dataset."""

    VALIDITY_GAP = "VALIDITY_GAP"
    """No tariff holds for some days between two of one carrier and scope."""

    UNRECOGNIZED = "UNRECOGNIZED"


class Severity(StrEnum):
    """What a problem means for planning."""

    ERROR = "ERROR"
    """The dataset cannot be planned."""

    WARNING = "WARNING"
    """The dataset can be planned, but hardly as meant."""

    UNRECOGNIZED = "UNRECOGNIZED"


class ChargedKind(StrEnum):
    """What a charge is for."""

    LEG = "LEG"
    TRANSFER = "TRANSFER"
    HAUL = "HAUL"
    """The legs that one tariff charges together."""

    WAIT = "WAIT"
    """A stay in store at a node until the next period."""

    UNRECOGNIZED = "UNRECOGNIZED"


class ChargedObject(StrEnum):
    """What a charge counts."""

    TONNE = "TONNE"
    WAGON = "WAGON"
    WAGON_METER = "WAGON_METER"
    CONTAINER = "CONTAINER"
    TEU = "TEU"
    UNIT = "UNIT"
    """Units of the commodity."""

    UNRECOGNIZED = "UNRECOGNIZED"


class ReceiptLineKind(StrEnum):
    """What a line of a receipt does to the charge."""

    BASE = "BASE"
    """Adds ``objects`` x (``fixed`` + ``per_km`` x ``distance_km``) by a rate."""

    COEFFICIENT = "COEFFICIENT"
    """Multiplies the charge by ``factor``."""

    MINIMUM = "MINIMUM"
    """Raises the charge to ``objects`` x ``fixed``, the least charge of a vehicle."""

    SURCHARGE = "SURCHARGE"
    """Adds ``factor`` of the charge, or ``objects`` x ``fixed``."""

    ROUNDING = "ROUNDING"
    """Rounds the charge half up to a multiple of ``fixed``."""

    EXCHANGE = "EXCHANGE"
    """Converts at ``factor``; the charge in the tariff's currency stays what it is."""

    DISCOUNT = "DISCOUNT"
    """Takes off ``factor`` of the rounded charge: the share of the tendered volume that
    lies in one tier, times the tier's percentage."""

    UNRECOGNIZED = "UNRECOGNIZED"


class UnavailableReason(StrEnum):
    """Why cargo cannot pass."""

    CLOSED = "CLOSED"
    """It is not open to the tariff class of the commodity."""

    UNPRICED = "UNPRICED"
    """It is open, but no tariff in force prices it."""

    NOT_IN_FORCE = "NOT_IN_FORCE"
    """The tariff does not hold on the day; what it would charge for, others do or none."""

    UNRECOGNIZED = "UNRECOGNIZED"


class DivisionRule(StrEnum):
    """What the shares of a through charge are in proportion to."""

    MILEAGE = "MILEAGE"
    """Tariff kilometers."""

    WEIGHTED_MILEAGE = "WEIGHTED_MILEAGE"
    """Tariff kilometers times the weight of the carrier."""

    LOCAL_RATES = "LOCAL_RATES"
    """What the sections alone would be charged under the regime of local charges."""

    TERMINAL_THEN_MILEAGE = "TERMINAL_THEN_MILEAGE"
    """First each section's terminal amount, then the rest by kilometers."""

    FIXED_PERCENT = "FIXED_PERCENT"
    """Agreed percentages."""

    UNRECOGNIZED = "UNRECOGNIZED"


class RangeKind(StrEnum):
    """What a range varies."""

    CAPACITY = "CAPACITY"
    """Capacity of a resource in a period, in its measure."""

    DEMAND = "DEMAND"
    """Volume of a demand over its window, in units of its commodity."""

    RATE = "RATE"
    """A rate by legs, transfers or nodes, in the currency of its tariff."""

    TARIFF = "TARIFF"
    """All charges of a tariff by hauls, as a share of today's."""

    LEG = "LEG"
    """A charge per gross tonne on top of today's, on a leg that carries nothing."""

    UNRECOGNIZED = "UNRECOGNIZED"


class Objective(StrEnum):
    """What is traded off against cost."""

    TRANSIT_TIME = "TRANSIT_TIME"
    """Tonne-days in legs and transfers."""

    EMISSIONS = "EMISSIONS"
    """Tonnes of CO2 equivalent."""

    UNRECOGNIZED = "UNRECOGNIZED"


class DocumentKind(StrEnum):
    """What a document beside a dataset is."""

    SCENARIO = "SCENARIO"
    """Changes to the dataset."""

    UNCERTAINTY = "UNCERTAINTY"
    """What is uncertain about it."""

    UNRECOGNIZED = "UNRECOGNIZED"


class OperationState(StrEnum):
    """Where an operation stands."""

    QUEUED = "QUEUED"
    """It waits until a server takes it up."""

    RUNNING = "RUNNING"
    """A server works on it."""

    SUCCEEDED = "SUCCEEDED"
    """It is done, and its result is there."""

    FAILED = "FAILED"
    """It ended with an error."""

    CANCELLED = "CANCELLED"
    """It was cancelled."""

    UNRECOGNIZED = "UNRECOGNIZED"
