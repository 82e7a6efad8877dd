namespace ModelServing.Gateway.Routes;

internal enum StringConditionKind
{
    Exact,
    Prefix,
    Regex,
}
