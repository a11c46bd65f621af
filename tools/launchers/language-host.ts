import {
  status as grpcStatus,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type sendUnaryData,
} from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import {
  GetRequiredPackagesResponse,
  GetRequiredPluginsResponse,
  type RunRequest,
  RunResponse,
} from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { runNodeProgram } from "./node-program";

/** The exit code with which the SDK says that it has told the user already what went wrong. */
const ALREADY_REPORTED = 32;

/** Messages carry whole programs' worth of config and plugin lists; gRPC's default of 4 MiB is not enough. */
const MAX_MESSAGE = 400 * 1024 * 1024;

/**
 * Serves Pulumi's `LanguageRuntime` to the engine for programs in Node: just enough of the official
 * `pulumi-language-nodejs` to run them. Whatever is missing here answers "unimplemented", which the engine
 * understands.
 */
function serve(engineAddress: string): void {
  const server = new Server({ "grpc.max_receive_message_length": MAX_MESSAGE });
  server.addService(LanguageRuntimeService, {
    run: (call: ServerUnaryCall<RunRequest, RunResponse>, reply: sendUnaryData<RunResponse>) => {
      void run(call.request, engineAddress, reply);
    },
    getPluginInfo: answer(() => new PluginInfo().setVersion("1.0.0")),
    getRequiredPlugins: answer(() => new GetRequiredPluginsResponse()),
    getRequiredPackages: answer(() => new GetRequiredPackagesResponse()),
  });
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    // The engine reads the port from the first line and shows everything after it to the user.
    process.stdout.write(`${port}\n`);
  });
}

function answer<T>(make: () => T) {
  return (_call: unknown, reply: sendUnaryData<T>) => reply(null, make());
}

async function run(request: RunRequest, engine: string, reply: sendUnaryData<RunResponse>): Promise<void> {
  try {
    reply(null, responseFor(await runNodeProgram(request, engine)));
  } catch (error) {
    reply({ code: grpcStatus.INTERNAL, details: String(error) });
  }
}

function responseFor(exitCode: number | null): RunResponse {
  if (exitCode === 0) return new RunResponse();
  if (exitCode === ALREADY_REPORTED) return new RunResponse().setBail(true);
  return new RunResponse().setError(`Program exited with code ${exitCode ?? "unknown"}`);
}

const engineAddress = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
if (engineAddress === undefined)
  throw new Error("pulumi-language-nodejs is started by the engine, with its address");
serve(engineAddress);
