using Microsoft.EntityFrameworkCore;

namespace ModelServing.ExperimentApi.Storage;

internal sealed class ExperimentsContext(DbContextOptions<ExperimentsContext> options) : DbContext(options)
{
    public DbSet<ExperimentRow> Experiments => Set<ExperimentRow>();

    public DbSet<EventRow> Events => Set<EventRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ExperimentRow>(row =>
        {
            row.HasKey(experiment => experiment.Name);
            row.Property(experiment => experiment.Version).IsConcurrencyToken();
            row.HasIndex(experiment => experiment.Target);
        });
        modelBuilder.Entity<EventRow>(row =>
        {
            row.HasKey(change => change.Id);
            row.HasIndex(change => change.Experiment);
        });
    }
}
