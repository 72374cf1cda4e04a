namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>Finds the value that two values are both functions of, element by element.</summary>
internal static class FunctionOrigin
{
    /// <summary>The nearest common origin with both functions of it; three nulls where there is none.</summary>
    public static (NetworkValue? Origin, Func<double, double>? First, Func<double, double>? Second) Common(LoweringContext context, NetworkValue a, NetworkValue b)
    {
        List<(NetworkValue Value, Func<double, double> F)> first = Path(context, a), second = Path(context, b);
        foreach ((NetworkValue value, Func<double, double> f) in first)
        {
            if (second.FirstOrDefault(s => s.Value == value) is { Value: not null } match)
            {
                return (value, f, match.F);
            }
        }

        return (null, null, null);
    }

    /// <summary>The value itself, and every value before it that it is a function of.</summary>
    private static List<(NetworkValue Value, Func<double, double> F)> Path(LoweringContext context, NetworkValue value)
    {
        var path = new List<(NetworkValue, Func<double, double>)> { (value, v => v) };
        Func<double, double> f = v => v;
        while (context.Layers.FirstOrDefault(l => l.Output == value) is { } maker && value.Told is null && Function(maker) is { } step)
        {
            Func<double, double> outer = f;
            f = v => outer(step(v));
            value = maker.Inputs[0];
            path.Add((value, f));
        }

        return path;
    }

    private static Func<double, double>? Function(FloatLayer layer) => layer switch
    {
        FloatFunction function => function.Bounded,
        FloatAffine affine when affine.Uniform is { } u => v => v * u.Scale + u.Offset,
        _ => null,
    };
}
