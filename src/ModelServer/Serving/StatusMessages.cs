using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.ModelServer.Versions;

namespace ModelServing.ModelServer.Serving;

/// <summary>Version statuses as protocol messages.</summary>
internal static class StatusMessages
{
    public static GetModelStatusResponse Response(IEnumerable<VersionStatus> versions)
    {
        var response = new GetModelStatusResponse();
        foreach (var version in versions)
        {
            response.ModelVersionStatus.Add(new ModelVersionStatus
            {
                Version = version.Version,
                State = (ModelVersionStatus.Types.State)version.State,
                Status = Status(version.Error),
            });
        }

        return response;
    }

    public static StatusProto Status(ServingError? error) => new()
    {
        ErrorCode = (StatusProto.Types.Code)(error?.Code ?? ErrorCode.Ok),
        ErrorMessage = error?.Message ?? "",
    };
}
