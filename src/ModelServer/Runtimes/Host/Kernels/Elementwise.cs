using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Functions of single elements, over whole tensors.</summary>
internal static class Elementwise
{
    public static Tensor Apply<T, TResult>(Tensor value, Func<T, TResult> function)
        where T : unmanaged
        where TResult : unmanaged
    {
        var elements = value.AsSpan<T>();
        var results = new TResult[elements.Length];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = function(elements[i]);
        }

        return Tensor.Create<TResult>(value.Shape, results);
    }

    public static Tensor Apply<T, TResult>(Tensor left, Tensor right, Func<T, T, TResult> function)
        where T : unmanaged
        where TResult : unmanaged
    {
        var shape = Shapes.Broadcast(left.Shape, right.Shape);
        var a = Moves.Broadcast(left, shape).AsSpan<T>();
        var b = Moves.Broadcast(right, shape).AsSpan<T>();
        var results = new TResult[a.Length];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = function(a[i], b[i]);
        }

        return Tensor.Create<TResult>(shape, results);
    }
}
