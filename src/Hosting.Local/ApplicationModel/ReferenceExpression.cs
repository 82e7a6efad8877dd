using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Text with values in it that are known only later.</summary>
public class ReferenceExpression : IExpressionValue
{
    private ReferenceExpression(string format, IReadOnlyList<IExpressionValue> values)
    {
        Format = format;
        ValueProviders = values;
    }

    /// <summary>Gets the composite format string.</summary>
    public string Format { get; }

    /// <summary>Gets the values.</summary>
    public IReadOnlyList<IExpressionValue> ValueProviders { get; }

    /// <inheritdoc/>
    public string ValueExpression => string.Format(CultureInfo.InvariantCulture, Format, [.. ValueProviders.Select(value => value.ValueExpression)]);

    /// <summary>Creates an expression from an interpolated string.</summary>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => handler.GetExpression();

    /// <inheritdoc/>
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        var values = new object?[ValueProviders.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = await ValueProviders[i].GetValueAsync(cancellationToken);
        }

        return string.Format(CultureInfo.InvariantCulture, Format, values);
    }

    /// <summary>Collects the parts of the interpolated string.</summary>
    [InterpolatedStringHandler]
    public ref struct ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _format = new(literalLength);
        private readonly List<IExpressionValue> _values = new(formattedCount);

        /// <summary>Appends text.</summary>
        public readonly void AppendLiteral(string value) => _format.Append(value.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));

        /// <summary>Appends a value that is known later.</summary>
        public readonly void AppendFormatted<T>(T valueProvider)
            where T : IValueProvider, IManifestExpressionProvider
        {
            _format.Append('{').Append(_values.Count).Append('}');
            _values.Add(valueProvider as IExpressionValue ?? throw new ArgumentException("The value needs both a run time value and a manifest expression."));
        }

        internal readonly ReferenceExpression GetExpression() => new(_format.ToString(), _values);
    }
}
