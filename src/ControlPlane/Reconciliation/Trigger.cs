using k8s;
using k8s.Models;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Reconciliation;

/// <summary>Turns changes of one kind into keys of the kind a reconciler works on.</summary>
internal abstract class Trigger
{
    /// <summary>The object itself changed.</summary>
    public static Trigger Self<T>()
        where T : class, IKubernetesObject<V1ObjectMeta> => On<T>(change => [ObjectKey.Of(change.Resource)]);

    /// <summary>An object changed whose controller is of kind <paramref name="ownerKind"/>.</summary>
    public static Trigger OwnedBy<T>(string ownerKind)
        where T : class, IKubernetesObject<V1ObjectMeta> => On<T>(change => OwnerKeys(change.Resource, ownerKind));

    /// <summary>An object changed that carries the name of the owner in a label.</summary>
    public static Trigger Labelled<T>(string label)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        On<T>(change => change.Resource.GetLabel(label) is { } name ? [new ObjectKey(change.Resource.Namespace(), name)] : []);

    /// <summary>Anything else.</summary>
    public static Trigger On<T>(Func<ResourceEvent<T>, IEnumerable<ObjectKey>> keys)
        where T : class, IKubernetesObject<V1ObjectMeta> => new TypedTrigger<T>(keys);

    public abstract void Bind(FeedSet feeds, Action<ObjectKey> enqueue);

    private static IEnumerable<ObjectKey> OwnerKeys(IKubernetesObject<V1ObjectMeta> resource, string ownerKind) =>
        from owner in resource.Metadata.OwnerReferences ?? []
        where owner.Controller == true && owner.Kind == ownerKind
        select new ObjectKey(resource.Metadata.NamespaceProperty, owner.Name);

    private sealed class TypedTrigger<T>(Func<ResourceEvent<T>, IEnumerable<ObjectKey>> keys) : Trigger
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        public override void Bind(FeedSet feeds, Action<ObjectKey> enqueue) => feeds.Get<T>().Subscribe(change =>
        {
            foreach (var key in keys(change))
            {
                enqueue(key);
            }
        });
    }
}
