"""Answers to requests for a plan, for tests of what is made of them."""

from corridor.v1 import dataset_pb2, plan_pb2, plan_service_pb2, termination_pb2
from google.protobuf.duration_pb2 import Duration


def usd(units, nanos=0):
    return {"currency_code": "USD", "units": units, "nanos": nanos}


def small_result():
    """A plan of two demands, one of which is served in part."""
    leg, kind = "ab", plan_pb2.STEP_KIND_LEG
    step = {
        "kind": kind,
        "element_id": leg,
        "departure_period_id": "p",
        "arrival_period_id": "p",
    }
    berth = {"resource_id": "berth", "period_id": "p"}
    berth_measured = {**berth, "measure": dataset_pb2.MEASURE_TONNE}
    plan = plan_pb2.Plan(
        dataset_id="line",
        dataset_digest="d" * 64,
        regime_id="own",
        currency_code="USD",
        total_cost=usd(1500),
        cost_by_component=[
            {"key": "FREIGHT", "cost": usd(1000)},
            {"key": "UNSERVED", "cost": usd(500)},
        ],
        cost_by_carrier=[
            {"key": "", "cost": usd(500)},
            {"key": "line", "cost": usd(1000)},
        ],
        cost_by_country=[
            {"key": "", "cost": usd(500)},
            {"key": "KZ", "cost": usd(1000)},
        ],
        paths=[
            {
                "demand_id": demand,
                "quantity": quantity,
                "cost_per_unit": usd(10),
                "transit_days": 2.5,
                "distance_km": 450,
                "steps": [step],
            }
            for demand, quantity in [("grain-ab", 60), ("boxes-ab", 40)]
        ],
        flows=[
            {
                "kind": kind,
                "element_id": leg,
                "demand_id": demand,
                "period_id": "p",
                "quantity": quantity,
                "cost": usd(10 * quantity),
            }
            for demand, quantity in [("grain-ab", 60), ("boxes-ab", 40)]
        ],
        demands=[
            {
                "demand_id": "grain-ab",
                "commodity_id": "grain",
                "quantity_unit": dataset_pb2.QUANTITY_UNIT_TONNE,
                "tonnes_per_unit": 1,
                "served": 60,
                "marginal_cost_per_unit": usd(10),
            },
            {
                "demand_id": "boxes-ab",
                "commodity_id": "boxes",
                "quantity_unit": dataset_pb2.QUANTITY_UNIT_TEU,
                "tonnes_per_unit": 10,
                "served": 40,
                "unserved": 5,
                "marginal_cost_per_unit": usd(100),
            },
        ],
        unserved=[
            {
                "demand_id": "boxes-ab",
                "quantity": 5,
                "cost": usd(500),
                "reason": plan_pb2.UNSERVED_REASON_CAPACITY_EXHAUSTED,
                "cheapest_path_cost_per_unit": usd(10),
                "exhausted": [berth],
            }
        ],
        capacities=[
            {
                **berth_measured,
                "capacity": 100,
                "used": 100,
                "utilization": 1,
                "shadow_price": usd(7, 123_456_000),
            }
        ],
        bottlenecks=[
            {
                **berth_measured,
                "shadow_price": usd(7, 123_456_000),
                "value_of_one_percent": usd(7, 120_000_000),
            }
        ],
        certificate={"total_cost": usd(1500), "dual_bound": 1500, "tolerance": 1e-6},
    )
    return plan_service_pb2.OptimizePlanResponse(
        termination={
            "reason": termination_pb2.TERMINATION_REASON_OPTIMAL,
            "primal_bound": 1500,
            "dual_bound": 1500,
        },
        plan=plan,
        statistics={"solve_time": Duration(nanos=250_000_000)},
    )


def infeasible_result():
    """A conflict of one demand with one capacity."""
    berth = {"resource_id": "berth", "period_id": "p"}
    return plan_service_pb2.OptimizePlanResponse(
        termination={
            "reason": termination_pb2.TERMINATION_REASON_INFEASIBLE,
            "detail": "what must be served does not fit",
        },
        conflict={
            "demand_ids": ["grain-ab"],
            "capacities": [berth],
            "demand_relief": [{"demand_id": "grain-ab", "quantity": 12.5}],
            "capacity_relief": [
                {
                    **berth,
                    "measure": dataset_pb2.MEASURE_TONNE,
                    "capacity": 100,
                    "extra": 12.5,
                }
            ],
            "detail": "grain-ab needs 112.5 t of berth, which has 100 t",
        },
    )


def no_plan_result():
    """A solve that the time limit stopped."""
    return plan_service_pb2.OptimizePlanResponse(
        termination={
            "reason": termination_pb2.TERMINATION_REASON_NO_PLAN_FOUND,
            "limit": termination_pb2.LIMIT_TIME,
        }
    )
