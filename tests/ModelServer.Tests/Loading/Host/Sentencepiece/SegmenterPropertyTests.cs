using System.Text;
using CsCheck;
using ModelServing.ModelServer.Runtimes.Host.Kernels;
using ModelServing.ModelServer.Runtimes.Host.Sentencepiece;
using Xunit;
using ModelType = ModelServing.ModelServer.Runtimes.Host.Sentencepiece.TrainerSpec.Types.ModelType;

namespace ModelServing.ModelServer.Tests.Loading.Host.Sentencepiece;

/// <summary>Ways to cut short texts against all ways that there are.</summary>
public sealed class SegmenterPropertyTests
{
    private const float Unknown = -20; // of the worst score, -10, and the penalty

    private static readonly Gen<string> Text = Gen.Char["abé"].Array[1, 9].Select(characters => new string(characters));

    /// <summary>Pieces with scores of which sums are exact.</summary>
    private static readonly Gen<Dictionary<string, float>> Pieces = Gen
        .Select(Gen.Char["abé"].Array[1, 4].Select(characters => new string(characters)), Gen.Int[1, 80].Select(eighths => -eighths / 8f))
        .Array[1, 12]
        .Select(pieces => pieces.Append(("zz", -10)).DistinctBy(piece => piece.Item1).ToDictionary(piece => piece.Item1, piece => piece.Item2));

    [Fact]
    public void Split_Unigrams_HaveTheBestScore() => Gen.Select(Pieces, Text).Sample((pieces, text) =>
        Score(pieces, Tokens(Model(ModelType.Unigram, pieces).Encode(Bytes(text), default))) == Ways(pieces, text).Max(way => Score(pieces, way)));

    [Fact]
    public void Best_Unigrams_AreTheBestInOrder() => Gen.Select(Pieces, Text).Sample((pieces, text) =>
    {
        var all = Ways(pieces, text).Select(way => Score(pieces, way)).OrderDescending().Take(4);
        var ways = Model(ModelType.Unigram, pieces).Best(Bytes(text), 4, default).ConvertAll(Tokens);
        return all.SequenceEqual(ways.ConvertAll(way => Score(pieces, way))) && ways.Select(way => string.Join('|', way)).Distinct().Count() == ways.Count;
    });

    [Fact]
    public void Split_Merges_AreThoseOfNeighboursOneByOne() => Gen.Select(Pieces, Text).Sample((pieces, text) =>
        Tokens(Model(ModelType.Bpe, pieces).Encode(Bytes(text), default)).SequenceEqual(Joined(Merge(pieces, text), pieces)));

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void Sample_Unigrams_AreDrawnByTheirScores(int count)
    {
        Dictionary<string, float> pieces = new() { ["a"] = -1, ["b"] = -1, ["ab"] = -2 - MathF.Log(3), ["zz"] = -10 };
        var model = Model(ModelType.Unigram, pieces);

        var joined = Enumerable.Range(0, 4000).Count(_ => model.Sample(Bytes("ab"), count, 1, default).Count == 1);

        Assert.InRange(joined, 1000 - 170, 1000 + 170); // one in four; six times the deviation of 27
    }

    [Fact]
    public void Sample_Merges_AreLeftOutByAlpha()
    {
        Dictionary<string, float> pieces = new() { ["a"] = 0, ["b"] = 0, ["ab"] = -1 };
        var model = Model(ModelType.Bpe, pieces);

        Assert.InRange(Enumerable.Range(0, 4000).Count(_ => model.Sample(Bytes("ab"), -1, 0.25f, default).Count == 2), 1000 - 170, 1000 + 170);
        Assert.Equal(2, model.Sample(Bytes("ab"), 5, 1, default).Count);
    }

    [Theory]
    [InlineData(ModelType.Word, -1, "SampleEncode is not available for the current model.")]
    [InlineData(ModelType.Char, 2, "SampleEncode is not available for the current model.")]
    [InlineData(ModelType.Unigram, 513, "nbest_size must be nbest_size <= 512")]
    public void Sample_ModelThatCannot_Refuses(ModelType type, int count, string expected) =>
        Assert.Equal(expected, Assert.Throws<ModelServer.Loading.ModelRunException>(() => Model(type, new() { ["a"] = -1 }).Sample(Bytes("a"), count, 1, default)).Message);

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static SentencepieceTokenizer Model(ModelType type, Dictionary<string, float> pieces) =>
        SentencepieceModels.Create(type, pieces.Select(piece => (piece.Key, piece.Value))).Plain().Read();

    /// <summary>The texts of pieces; what is unknown has a question mark before it.</summary>
    private static List<string> Tokens(List<NumberedPiece> pieces) => pieces.ConvertAll(piece => (piece.Id == 0 ? "?" : string.Empty) + Encoding.UTF8.GetString(piece.Piece.Text.Span));

    private static float Score(Dictionary<string, float> pieces, List<string> way) => way.Sum(part => part[0] == '?' ? (part.Length - 1) * Unknown : pieces[part]);

    /// <summary>All ways; a character is unknown only where it is no piece.</summary>
    private static IEnumerable<List<string>> Ways(Dictionary<string, float> pieces, string text) => Cut(pieces, text).Select(way => Joined(way, pieces));

    private static IEnumerable<List<string>> Cut(Dictionary<string, float> pieces, string text) => text.Length == 0
        ? [[]]
        : Enumerable.Range(1, text.Length)
            .Where(length => pieces.ContainsKey(text[..length]) || length == 1)
            .SelectMany(length => Cut(pieces, text[length..]).Select(rest => (List<string>)[text[..length], .. rest]));

    /// <summary>Unknown characters that follow each other are one part.</summary>
    private static List<string> Joined(List<string> parts, Dictionary<string, float> pieces)
    {
        List<string> joined = [];
        foreach (var part in parts)
        {
            var isUnknown = !pieces.ContainsKey(part);
            if (isUnknown && joined is [.., ['?', ..] before])
            {
                joined[^1] = before + part;
            }
            else
            {
                joined.Add(isUnknown ? "?" + part : part);
            }
        }

        return joined;
    }

    private static List<string> Merge(Dictionary<string, float> pieces, string text)
    {
        List<string> parts = [.. text.Select(character => character.ToString())];
        while (true)
        {
            var best = Enumerable.Range(0, Math.Max(0, parts.Count - 1))
                .Where(at => pieces.ContainsKey(parts[at] + parts[at + 1]))
                .OrderByDescending(at => pieces[parts[at] + parts[at + 1]])
                .FirstOrDefault(-1);
            if (best < 0)
            {
                return parts;
            }

            parts[best] += parts[best + 1];
            parts.RemoveAt(best + 1);
        }
    }
}
