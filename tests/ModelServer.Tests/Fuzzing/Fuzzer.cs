using System.Diagnostics;

namespace ModelServing.ModelServer.Tests.Fuzzing;

/// <summary>Feeds mutants to a target and watches for exceptions, waits and memory. The same seed gives the same mutants.</summary>
/// <remarks>The thread that reads has a small stack, so that recursion which follows the input ends the process soon.</remarks>
internal sealed class Fuzzer(FuzzTarget target, int seed)
{
    private const int StackSize = 256 << 10;

    /// <summary>Two bytes of a protocol message can be an object with many lists.</summary>
    private const long BytesPerByte = 1 << 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource<string?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile byte[] _current = [];
    private int _count;

    /// <summary>Reads the seeds and then as many mutants; gives the first defect, or null.</summary>
    public async Task<string?> RunAsync(int count, CancellationToken cancellationToken)
    {
        new Thread(() => Run(count), StackSize) { IsBackground = true, Name = "fuzzer" }.Start();
        var seen = -1;
        while (true)
        {
            try
            {
                return await _done.Task.WaitAsync(Patience, TimeProvider.System, cancellationToken);
            }
            catch (TimeoutException) when (Volatile.Read(ref _count) != seen)
            {
                seen = Volatile.Read(ref _count);
            }
            catch (TimeoutException)
            {
                return Describe(_current, $"not read in {Patience.TotalSeconds} s");
            }
        }
    }

    private void Run(int count)
    {
        try
        {
            // The first round pays for what is prepared once, such as the protocol messages' descriptors.
            _ = target.Seeds.Select(Check).ToList();
            var failure = target.Seeds.Select(Check).FirstOrDefault(problem => problem is not null);
            for (var i = 0; failure is null && i < count; i++)
            {
                failure = Check(target.Mutate(new Random(unchecked(seed + (i * 16777619))), target));
            }

            _done.SetResult(failure);
        }
        catch (Exception exception)
        {
            _done.SetException(exception);
        }
    }

    private string? Check(byte[] input)
    {
        _current = input;
        Volatile.Write(ref _count, _count + 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        try
        {
            target.Read(input);
        }
        catch (Exception exception)
        {
            return Describe(input, exception.ToString());
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated > target.MemoryAllowance + (BytesPerByte * input.Length) ? Describe(input, $"takes {allocated} bytes of memory")
            : Stopwatch.GetElapsedTime(started) > Patience ? Describe(input, "takes too long")
            : null;
    }

    private static string Describe(byte[] input, string problem) => $"{problem}\ninput ({input.Length} bytes, base64): {Convert.ToBase64String(input)}";
}
