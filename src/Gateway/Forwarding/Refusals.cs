using System.Buffers;
using System.Net;
using System.Text.Json;
using ModelServing.Gateway.Routes;
using Yarp.ReverseProxy.Forwarder;

namespace ModelServing.Gateway.Forwarding;

/// <summary>The answers the gateway gives itself: what is missing, and what there is instead.</summary>
internal static class Refusals
{
    private const int GrpcUnimplemented = 12;
    private const int GrpcUnavailable = 14;

    public static Task WriteNoRouteAsync(HttpContext context, RouteTable table, bool isGrpc)
    {
        var message = $"no route for host '{context.Request.Host.Value}' and path '{context.Request.Path.Value}'";
        return isGrpc ? WriteGrpcAsync(context, GrpcUnimplemented, message) : WriteAsync(context, HttpStatusCode.NotFound, message, writer =>
        {
            WriteList(writer, "hosts", table.KnownHosts);
            WriteList(writer, "prefixes", table.KnownPrefixes);
        });
    }

    public static Task WriteNoEndpointAsync(HttpContext context, Backend backend, bool isGrpc)
    {
        context.Response.Headers[GatewayHeaders.Backend] = backend.Service;
        var message = $"no ready endpoint for {backend.Service} in namespace {backend.Namespace}, port {backend.Key.Port}";
        return isGrpc ? WriteGrpcAsync(context, GrpcUnavailable, message) : WriteAsync(context, HttpStatusCode.ServiceUnavailable, message);
    }

    public static Task WriteUnreachableAsync(HttpContext context, Backend backend, ForwarderError error, Exception? exception, bool isGrpc)
    {
        var status = error switch
        {
            ForwarderError.RequestTimedOut => HttpStatusCode.GatewayTimeout,
            _ when exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => HttpStatusCode.ServiceUnavailable,
            _ => HttpStatusCode.BadGateway,
        };
        context.Response.Clear();
        context.Response.Headers[GatewayHeaders.Backend] = backend.Service;
        var message = $"{backend.Service} in namespace {backend.Namespace} gave no answer: {exception?.Message ?? error.ToString()}";
        return isGrpc ? WriteGrpcAsync(context, GrpcUnavailable, message) : WriteAsync(context, status, message);
    }

    /// <summary>A gRPC answer without a message: the status travels in the headers.</summary>
    public static Task WriteGrpcAsync(HttpContext context, int code, string message)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = code.ToString();
        context.Response.Headers["grpc-message"] = Uri.EscapeDataString(message);
        return Task.CompletedTask;
    }

    private static Task WriteAsync(HttpContext context, HttpStatusCode status, string message, Action<Utf8JsonWriter>? more = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new() { Indented = more is not null, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("error", message);
            more?.Invoke(writer);
            writer.WriteEndObject();
        }

        context.Response.StatusCode = (int)status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = buffer.WrittenCount;
        return context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted).AsTask();
    }

    private static void WriteList(Utf8JsonWriter writer, string name, string[] values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
