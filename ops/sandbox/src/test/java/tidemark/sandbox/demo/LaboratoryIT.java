package tidemark.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import org.junit.jupiter.api.Test;
import tidemark.sandbox.Database;
import tidemark.sandbox.Servers;

class LaboratoryIT {

    @Test
    void everyDayInTheLaboratoriesIsLegal() throws Exception {
        Laboratory laboratory = new Laboratory();
        try (Database database = Servers.forTests().createDatabase();
                Connection connection = database.connect()) {
            laboratory.load(connection);
            assertThat(laboratory.documents(connection))
                    .hasSize(8)
                    .allSatisfy((type, count) -> assertThat(count).isPositive());
            connection.setAutoCommit(false);
            for (int i = 0; i < 100; i++) {
                assertThat(laboratory.next(connection).work().commit(connection))
                        .isPositive();
            }
            assertThat(laboratory.counted(connection).documents()).isPositive();
        }
    }
}
