using System.Buffers;
using System.Globalization;
using Google.Protobuf;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Grpc;
using Xunit;

namespace ModelServing.ModelServer.Tests.Grpc;

public sealed class PredictCallReaderTests
{
    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void TryRead_VeryManyInputs_AreLeftToTheGeneratedClass(int count, bool isRead)
    {
        var request = new PredictRequest { ModelSpec = new ModelSpec { Name = "m" } };
        for (var i = 0; i < count; i++)
        {
            request.Inputs.Add(i.ToString(CultureInfo.InvariantCulture), TensorProtoCodec.Encode(Tensor.Scalar(1f)));
        }

        Assert.Equal(isRead, PredictCallReader.TryRead(new ReadOnlySequence<byte>(request.ToByteArray()), out var call));
        Assert.Equal(isRead ? count : null, call?.Inputs.Count);
    }
}
