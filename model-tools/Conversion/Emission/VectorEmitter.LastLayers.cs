using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Emission;

/// <summary>What a model ends with: scores, or its numbers as they are.</summary>
internal sealed partial class VectorEmitter
{
    private static VectorCode StoreRaw(CodeWriter code, VectorCode y)
    {
        for (int i = 0; i < y.Count; i++)
        {
            code.Line($"output[{i}] = (sbyte)({y.Scalar(i)} + {y.Offset}L);".Replace("+ -", "- ", StringComparison.Ordinal));
        }

        return y;
    }

    private void Softmax(CodeWriter code, SoftmaxLayer softmax, VectorCode x)
    {
        _softmax = softmax.Ratio;
        code.Line($"int max = (int){x.Scalar(0)};");
        for (int i = 0; i < x.Count; i++)
        {
            code.Line($"int s{i} = (int){x.Scalar(i)};");
            if (i > 0)
            {
                code.Line($"max = s{i} > max ? s{i} : max;");
            }
        }

        for (int i = 0; i < x.Count; i++)
        {
            code.Line($"long e{i} = _exponentials[max - s{i}];");
        }

        code.Line($"long sum = {string.Join(" + ", Enumerable.Range(0, x.Count).Select(i => $"e{i}"))};");
        code.Line("long halfSum = sum >> 1;");
        for (int i = 0; i < x.Count; i++)
        {
            code.Line($"scoresQ15[{i}] = (int)(((e{i} << 15) + halfSum) / sum);");
        }
    }

    private static void Scores(CodeWriter code, ScoresLayer score, VectorCode x)
    {
        code.Line("long score;");
        for (int i = 0; i < x.Count; i++)
        {
            code.Line($"score = {Affine(x.Scalar(i), score.InputZeroPoint - x.Offset, score.Requantization.Multipliers[0], score.Requantization.Shifts[0], 0)};");
            code.Line($"scoresQ15[{i}] = score < 0L ? 0 : score > 32768L ? 32768 : (int)score;");
        }
    }

    private void ReconstructionError(CodeWriter code, int index, ReconstructionErrorLayer error)
    {
        VectorCode a = _tensors[model.InputsOf(index)[0]], b = _tensors[model.InputsOf(index)[1]];
        long start = (long)(a.Offset - error.ZeroPointA) * error.MultiplierA - (long)(b.Offset - error.ZeroPointB) * error.MultiplierB;
        code.Line("long difference;");
        code.Line("long squares = 0L;");
        for (int i = 0; i < a.Count; i++)
        {
            code.Line($"difference = {a.Scalar(i)} * {error.MultiplierA}L - {b.Scalar(i)} * {error.MultiplierB}L + {CodeWriter.Long(start)};");
            code.Line("squares += difference * difference;");
        }

        if (error.PreShift > 0)
        {
            code.Line($"squares = (squares + {CodeWriter.Long(1L << (error.PreShift - 1))}) >> {error.PreShift};");
        }

        code.Line("squares = squares > 2147483647L ? 2147483647L : squares;");
        code.Line($"squares = (squares * {error.Multiplier}L + {CodeWriter.Long(1L << (error.Shift - 1))}) >> {error.Shift};");
        code.Line("scoresQ15[0] = squares > 32768L ? 32768 : (int)squares;");
    }
}
