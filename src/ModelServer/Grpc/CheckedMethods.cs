using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace ModelServing.ModelServer.Grpc;

/// <summary>Binds a service's methods so that a message that is none of theirs is refused as such; the library has it for an error of the method, with a stack trace in the log.</summary>
internal sealed class CheckedMethods<TService>(TService service, Action<ServiceBinderBase, TService> bind) : IServiceMethodProvider<TService>
    where TService : class
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<TService> context) => bind(new Binder(context), service);

    private sealed class Binder(ServiceMethodProviderContext<TService> context) : ServiceBinderBase
    {
        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
        {
            if (handler is not null)
            {
                context.AddUnaryMethod(Check(method), [MethodOrder.Second], (_, request, call) => handler(request, call));
            }
        }

        private static Method<TRequest, TResponse> Check<TRequest, TResponse>(Method<TRequest, TResponse> method)
            where TRequest : class
            where TResponse : class
        {
            var marshaller = method.RequestMarshaller;
            return new Method<TRequest, TResponse>(
                method.Type,
                method.ServiceName,
                method.Name,
                Marshallers.Create(marshaller.ContextualSerializer, context => GrpcErrors.Read(() => marshaller.ContextualDeserializer(context))),
                method.ResponseMarshaller);
        }
    }
}
