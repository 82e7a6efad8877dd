using System.Globalization;
using ModelServing.ControlPlane.CustomResources;
using ModelServing.ControlPlane.Printing;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Api;

/// <summary>Streams changes as lines of JSON until the client goes, its time is up or the server stops.</summary>
internal sealed class WatchEndpoint(ClusterStore store, ServedResources served, TablePrinter printer, IHostApplicationLifetime lifetime, TimeProvider timeProvider)
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan BookmarkPeriod = TimeSpan.FromMinutes(1);

    public async Task WatchAsync(ApiRequest request)
    {
        if (!ObjectQuery.TryParse(request.Resource, request.Namespace, request.Query("labelSelector"), request.Query("fieldSelector"), out var query, out var refusal)
            || !ListOptions.TryRead(request, isWatch: true, out var options, out refusal))
        {
            await Responses.WriteAsync(request.Http, refusal);
            return;
        }

        if (!options.TryVersion(out var wanted))
        {
            await Responses.WriteAsync(request.Http, Refusals.InvalidVersion(request.Resource, options.NoVersion()));
            return;
        }

        var snapshot = store.Snapshot;
        var initial = options.SendsInitialEvents ?? options.AsksForAny;
        if (options.SendsInitialEvents == true && wanted > snapshot.Version)
        {
            await Responses.WriteAsync(request.Http, Refusals.TooLargeVersion(wanted, snapshot.Version));
            return;
        }

        var from = initial || options.AsksForAny ? snapshot.Version : wanted;
        if (!store.TryWatch(request.Resource.GroupResource, from, out var watch))
        {
            // An event and not an answer, as upstream: whoever watches reads its errors from the stream.
            await new WatchStream(request, printer).FailAsync(Refusals.TooOldVersion(from, store.OldestVersion(request.Resource.GroupResource)));
            return;
        }

        using (watch)
        {
            var stream = new WatchStream(request, printer);
            await stream.StartAsync(initial ? query.List(snapshot) : null, snapshot.Version);
            await FollowAsync(request, query, watch, stream);
        }
    }

    private async Task FollowAsync(ApiRequest request, ObjectQuery query, StoreWatch watch, WatchStream stream)
    {
        var timeout = int.TryParse(request.Query("timeoutSeconds"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? TimeSpan.FromSeconds(seconds)
            : DefaultTimeout;
        using var expiry = new CancellationTokenSource(timeout, timeProvider);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted, lifetime.ApplicationStopping, expiry.Token);
        using var bookmarks = new PeriodicTimer(BookmarkPeriod, timeProvider);
        using var definition = new DefinitionWatch(store, served, request.Resource);
        var tick = bookmarks.WaitForNextTickAsync(end.Token).AsTask();
        var redefined = definition.WaitForChangeAsync(end.Token);
        try
        {
            while (true)
            {
                var more = watch.Changes.WaitToReadAsync(end.Token).AsTask();
                while (await Task.WhenAny(more, tick, redefined) is var first && first != more)
                {
                    if (first == redefined)
                    {
                        await redefined;
                        await stream.SendAsync(watch.Changes, query);
                        return;
                    }

                    await tick;
                    await stream.BookmarkAsync(watch.SentVersion(store));
                    tick = bookmarks.WaitForNextTickAsync(end.Token).AsTask();
                }

                if (!await more)
                {
                    return;
                }

                await stream.SendAsync(watch.Changes, query);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // An ended watch is an ordinary end of the response.
        }
    }
}
