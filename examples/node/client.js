// Calls a Corridor server without any code of Corridor: node client.js ADDRESS PROTOS
//
// ADDRESS is HOST:PORT of the server, PROTOS the folder with corridor/v1 and vendor/google.
// Prints one JSON object.

import path from "node:path";
import process from "node:process";
import grpc from "@grpc/grpc-js";
import protoLoader from "@grpc/proto-loader";
import protobuf from "protobufjs";

const SECONDS = 60;
const DATASET = "datasets/middle-corridor";

// A busy server says when to come back, and gRPC keeps to it.
const SERVICE_CONFIG = JSON.stringify({
  methodConfig: [
    {
      name: [{}],
      retryPolicy: {
        maxAttempts: 5,
        initialBackoff: "0.1s",
        maxBackoff: "2s",
        backoffMultiplier: 2,
        retryableStatusCodes: ["UNAVAILABLE", "RESOURCE_EXHAUSTED"],
      },
    },
  ],
});

// The few messages of google.rpc that errors are made of.
const { Status, ErrorInfo } = protobuf.Root.fromJSON({
  nested: {
    Any: {
      fields: {
        typeUrl: { type: "string", id: 1 },
        value: { type: "bytes", id: 2 },
      },
    },
    Status: {
      fields: {
        code: { type: "int32", id: 1 },
        message: { type: "string", id: 2 },
        details: { rule: "repeated", type: "Any", id: 3 },
      },
    },
    ErrorInfo: {
      fields: {
        reason: { type: "string", id: 1 },
        domain: { type: "string", id: 2 },
      },
    },
  },
}).nested;

// Fields keep the names of the contract, and 64-bit integers come as texts.
function contractIn(folder) {
  const files = ["corridor/v1/dataset_service.proto", "corridor/v1/plan_service.proto"];
  const definition = protoLoader.loadSync(files, {
    keepCase: true,
    longs: String,
    enums: String,
    defaults: true,
    includeDirs: [folder, path.join(folder, "vendor")],
  });
  return grpc.loadPackageDefinition(definition).corridor.v1;
}

function call(service, method, request) {
  const deadline = new Date(Date.now() + SECONDS * 1000);
  return new Promise((resolve, reject) => {
    service[method](request, { deadline }, (error, answer) =>
      error ? reject(error) : resolve(answer),
    );
  });
}

// Every error of the server has a stable reason in its details.
function reasonOf(error) {
  const [content] = error.metadata.get("grpc-status-details-bin");
  if (!content) return "";
  const isInfo = ({ typeUrl }) => typeUrl.endsWith("/google.rpc.ErrorInfo");
  const info = Status.decode(content).details.find(isInfo);
  return info ? ErrorInfo.decode(info.value).reason : "";
}

// Money is whole units and billionths: both are needed for the exact amount.
function amountOf({ units, nanos }) {
  const sign = units.startsWith("-") || nanos < 0 ? "-" : "";
  const fraction = String(Math.abs(nanos)).padStart(9, "0").replace(/0+$/, "");
  return `${sign}${units.replace("-", "")}.${fraction.padEnd(2, "0")}`;
}

async function main(address, protos) {
  const contract = contractIn(protos);
  const credentials = grpc.credentials.createInsecure();
  const options = { "grpc.service_config": SERVICE_CONFIG };
  const datasets = new contract.DatasetService(address, credentials, options);
  const plans = new contract.PlanService(address, credentials, options);

  const listed = await call(datasets, "ListDatasets", {});
  const planned = await call(plans, "OptimizePlan", { dataset_name: DATASET });
  const refusal = await call(plans, "OptimizePlan", { dataset_name: "datasets/none" }).catch(
    reasonOf,
  );
  datasets.close();
  plans.close();
  const cost = planned.plan.total_cost;
  return {
    datasets: listed.datasets.map(({ name }) => name),
    status: planned.termination.reason,
    total_cost: amountOf(cost),
    currency_code: cost.currency_code,
    bottlenecks: planned.plan.bottlenecks.map(({ resource_id }) => resource_id),
    refusal,
  };
}

const [address, protos] = process.argv.slice(2);
if (!address || !protos) {
  console.error("usage: node client.js HOST:PORT PROTOS");
  process.exit(2);
}
console.log(JSON.stringify(await main(address, protos), null, 2));
