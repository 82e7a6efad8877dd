#:project ../tests/Testing/ModelServing.Testing.csproj
#:property PublishAot=false

// Trains the sample models from digits.csv.gz and writes them beside it: dotnet run models/train.cs
using ModelServing.Testing.Digits;

var folder = (string)AppContext.GetData("EntryPointFileDirectoryPath")!; // always set for a file-based program
SampleModels.WriteAll(DigitsData.Read(Path.Combine(folder, "digits.csv.gz")), folder);
Console.WriteLine($"wrote {SampleModels.Recipes.Count + 2} models under {folder}");
